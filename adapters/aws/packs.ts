import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { packed, unpacked } from "#adapters/aws/items";
import { rowsUnder } from "#adapters/aws/rows-under";
import { canonical } from "#core/kernel/canonical";
import type { Hex } from "#core/kernel/ids";

type PackFiles = Readonly<Record<string, string>>;

export type KeptPacks = {
  /**
   * Keeps the files of the pack of this hash for ever, and answers with those of every other that was ever in use. The
   * files are asked for by the first start of a pack alone.
   */
  readonly keep: (hash: Hex, files: () => Promise<PackFiles>) => Promise<readonly PackFiles[]>;
};

/** Packs are of the house, not of a tenant; nothing of anybody stands in them. */
const shelf = { S: "@packs" };

/** Every pack that was ever in use, so that runs begun under it can go on. There are as many as there were changes. */
export const createPacks = (dynamo: Dynamo): KeptPacks => ({
  keep: async (hash, files) => {
    const items = await rowsUnder(dynamo, shelf);
    const others = items.filter(({ sk }) => sk?.S !== hash);
    if (others.length === items.length) await putOnce(dynamo, hash, await files());
    return others.map((item) => JSON.parse(unpacked(item, "files")) as PackFiles);
  },
});

const putOnce = async ({ put, tables }: Dynamo, hash: Hex, files: PackFiles): Promise<void> => {
  try {
    await put({
      TableName: tables.views,
      Item: { pk: shelf, sk: { S: hash }, files: packed(canonical(files)) },
      ConditionExpression: "attribute_not_exists(pk)",
    });
  } catch (error) {
    if (!isConditionFailed(error)) throw error; // Another start was quicker.
  }
};

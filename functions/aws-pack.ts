import type { KeptPacks } from "#adapters/aws/packs";
import type { App } from "#core/app/app";
import type { Hex } from "#core/kernel/ids";
import type { IsOwnLink } from "#core/message/write";
import { packInUse } from "#core/profiles/in-use";
import { type Language, type PackData, packFromData } from "#core/profiles/pack-data";
import type { Definition } from "#core/workflow/definition";
import { packsAsData } from "#functions/packs-as-data";

/** A pack that comes with the function. */
export type BundledPack = {
  /** Of the texts that it was read from. */
  readonly hash: Hex;
  readonly data: PackData;
  /** Whether one of its conditions or texts says more than data can. */
  readonly needsLanguage: boolean;
};

export type PackOnAws = {
  readonly pack: App["pack"];
  /** Looks for these definitions among the packs that others have kept since. What is nowhere is looked for once. */
  readonly learn: (pinned: readonly Hex[]) => Promise<void>;
};

/**
 * The pack in use, and with it the definitions of other packs that runs pin. Packs come with the function, read
 * and judged before it was deployed. Throws where there is none of that name.
 */
export const packOnAws = async (
  kept: KeptPacks,
  name: string,
  isOwnLink: IsOwnLink | undefined,
): Promise<PackOnAws> => {
  const bundled = Object.hasOwn(packsAsData, name) ? packsAsData[name] : undefined;
  if (bundled === undefined)
    throw Object.assign(new Error(`Cannot use the pack "${name}"`), { name: "DefinitionInvalid" });

  const { hash, data, needsLanguage } = JSON.parse(bundled) as BundledPack;
  const read = async () =>
    definitionsIn(
      await kept.keep(hash, async () => {
        const { packs } = await import("#functions/packs");
        return packs[name] ?? {};
      }),
    );
  const other = new Map(await read());
  const pack = packFromData(data, needsLanguage ? await language() : null);
  const inUse = packInUse(pack, other, isOwnLink);
  const sought = new Set<Hex>();
  const isNews = (hash: Hex): boolean =>
    !sought.has(hash) && inUse.definitions.byHash(hash) === null;
  return {
    pack: inUse,
    learn: async (pinned) => {
      if (!pinned.some(isNews)) return;
      for (const [one, definition] of await read()) other.set(one, definition);
      for (const one of pinned) sought.add(one);
    },
  };
};

const language = async (): Promise<Language> => {
  const { compile } = await import("#core/workflow/expression");
  const { nextCron } = await import("#core/workflow/cron");
  const { parseTemplate } = await import("#core/message/render");
  return { compile, nextCron, parseTemplate };
};

/** They have to be read, and what reads them is loaded where there are any. Texts of an older pack are not sent. */
const definitionsIn = async (
  older: Awaited<ReturnType<KeptPacks["keep"]>>,
): Promise<ReadonlyMap<Hex, Definition>> => {
  if (older.length === 0) return new Map();
  const { parseJourneys } = await import("#core/profiles/pack-journeys");
  return new Map(
    older.flatMap((files) => {
      const read = parseJourneys(files);
      return read.ok ? read.value.map((journey) => [journey.hash, journey] as const) : [];
    }),
  );
};

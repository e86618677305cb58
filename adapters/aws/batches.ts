import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { allDone } from "#adapters/all-done";
import type { Dynamo } from "#adapters/aws/dynamo";
import { awsFailure } from "#adapters/aws/failures";
import type { Item } from "#adapters/aws/items";

type Key = Record<string, AttributeValue>;

const mostInAGet = 100;
const mostInAWrite = 25;

/**
 * The items under these keys, in any order; those that are not there are left out. No key may stand twice. As they are now,
 * or, for half the price, as they were a moment ago.
 */
export const getAll = async (
  dynamo: Dynamo,
  table: string,
  keys: readonly Key[],
  asOf: "now" | "a_moment_ago" = "now",
): Promise<readonly Item[]> => {
  const found = await allDone(
    slicesOf(keys, mostInAGet).map(async (slice) => {
      const items: Item[] = [];
      await untilNoneIsLeft(dynamo, slice, async (wanted) => {
        const { Responses: responses, UnprocessedKeys: left } = await dynamo.batchGet({
          RequestItems: { [table]: { Keys: [...wanted], ConsistentRead: asOf === "now" } },
        });
        items.push(...(responses?.[table] ?? []));
        return left?.[table]?.Keys ?? [];
      });
      return items;
    }),
  );
  return found.flat();
};

export const deleteAll = async (
  dynamo: Dynamo,
  table: string,
  keys: readonly Key[],
): Promise<void> => {
  for (const slice of slicesOf(keys, mostInAWrite))
    await untilNoneIsLeft(dynamo, slice, async (wanted) => {
      const { UnprocessedItems: left } = await dynamo.batchWrite({
        RequestItems: { [table]: wanted.map((key) => ({ DeleteRequest: { Key: key } })) },
      });
      return (left?.[table] ?? []).map(({ DeleteRequest: request }) => request?.Key ?? {});
    });
};

/** A batch may be done in part: what is left is asked for again, as long as a little more gets done each time. */
const untilNoneIsLeft = async (
  { patience }: Dynamo,
  keys: readonly Key[],
  ask: (wanted: readonly Key[]) => Promise<readonly Key[]>,
): Promise<void> => {
  let wanted = keys;
  for (let inVain = 0; wanted.length > 0; ) {
    const left = await ask(wanted);
    inVain = left.length < wanted.length ? 0 : inVain + 1;
    if (inVain >= patience.attempts) throw awsFailure("dynamodb", "throttled", "unprocessed");
    wanted = left;
    if (left.length > 0) await patience.pause(patience.chance() * 50 * 2 ** inVain);
  }
};

const slicesOf = <T>(list: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / most) }, (_, index) =>
    list.slice(index * most, (index + 1) * most),
  );

import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, numberIn } from "#adapters/aws/items";
import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import { type Backlog, type Lane, lanesBehind, nextSlot, noBacklog } from "#core/policy/pacing";
import type { Pacing } from "#core/ports/pacing";

/**
 * The line before a sender as a number for each lane, and a place in it as one write, so that nobody who asks at the same
 * moment has to ask again: where nobody waits the lanes begin anew, and where somebody waits in all that come behind,
 * they grow. What lies between the two is written if the line still stands as it was read. Whose answer was lost takes
 * two places: a line that is a little too long does no harm.
 */
export const createPacing = (dynamo: Dynamo): Pacing => ({
  takeSlot: async ({ tenant, line, pace, ...wish }) => {
    const nowMs = epochMs(wish.now);
    const alone = nextSlot(noBacklog, pace, wish);
    const takenMs = alone.backlog[wish.lane] - nowMs;
    const place = { dynamo, key: lineKey(tenant, line), lanes: lanesBehind[wish.lane], nowMs };
    for (;;) {
      if (await isBegun(place, takenMs)) return alone.at;
      const grown = await backlogBefore(place, takenMs);
      if (grown !== null) return nextSlot(grown, pace, wish).at;

      const before = await standing(place);
      const { at, backlog } = nextSlot(backlogIn(before), pace, wish);
      if (await isReplaced(place, before, backlog)) return at;
    }
  },
});

type Place = {
  readonly dynamo: Dynamo;
  readonly key: Item;
  /** Its own, and those that wait for it. */
  readonly lanes: readonly Lane[];
  readonly nowMs: number;
};

/** Whether nobody was waiting, and the lanes begin with this place. */
const isBegun = async (place: Place, takenMs: number): Promise<boolean> => {
  const { lanes, nowMs } = place;
  const over = lanes.map((lane) => `(attribute_not_exists(${lane}) OR ${lane} <= :now)`);
  const done = await happens(place, {
    UpdateExpression: `SET ${lanes.map((lane) => `${lane} = :until`).join(", ")}`,
    ConditionExpression: over.join(" AND "),
    ExpressionAttributeValues: { ":until": numberOf(nowMs + takenMs), ":now": numberOf(nowMs) },
  });
  return done !== null;
};

/** How long the lanes were before this place was added; `null` where one of them has gone by. */
const backlogBefore = async (place: Place, takenMs: number): Promise<Backlog | null> => {
  const { lanes, nowMs } = place;
  const done = await happens(place, {
    UpdateExpression: `ADD ${lanes.map((lane) => `${lane} :taken`).join(", ")}`,
    ConditionExpression: lanes.map((lane) => `${lane} > :now`).join(" AND "),
    ExpressionAttributeValues: { ":taken": numberOf(takenMs), ":now": numberOf(nowMs) },
    ReturnValues: "ALL_OLD",
  });
  return done === null ? null : backlogIn(done);
};

const standing = async ({ dynamo: { get, tables }, key }: Place): Promise<Item> => {
  const { Item: item } = await get({ TableName: tables.views, Key: key, ConsistentRead: true });
  return item ?? {};
};

const isReplaced = async (place: Place, before: Item, after: Backlog): Promise<boolean> => {
  const { lanes } = place;
  const asRead = lanes.map((lane) =>
    before[lane] === undefined ? `attribute_not_exists(${lane})` : `${lane} = :${lane}Before`,
  );
  const values = lanes.flatMap((lane) => {
    const old = before[lane];
    const next = [`:${lane}`, numberOf(after[lane])] as const;
    return old === undefined ? [next] : [next, [`:${lane}Before`, old] as const];
  });
  const done = await happens(place, {
    UpdateExpression: `SET ${lanes.map((lane) => `${lane} = :${lane}`).join(", ")}`,
    ConditionExpression: asRead.join(" AND "),
    ExpressionAttributeValues: Object.fromEntries(values),
  });
  return done !== null;
};

/** What stood there before; `null` where the condition failed. */
const happens = async (
  { dynamo: { update, tables }, key }: Place,
  asked: Omit<Parameters<Dynamo["update"]>[0], "TableName" | "Key">,
): Promise<Item | null> => {
  try {
    const { Attributes: attributes } = await update({
      TableName: tables.views,
      Key: key,
      ...asked,
    });
    return attributes ?? {};
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return null;
  }
};

const backlogIn = (item: Item): Backlog => ({
  reply: numberIn(item, "reply") ?? 0,
  reminder: numberIn(item, "reminder") ?? 0,
  review: numberIn(item, "review") ?? 0,
});

const numberOf = (value: number) => ({ N: String(value) });

const lineKey = (tenant: TenantId, line: string): Item => ({
  pk: { S: keyOf(tenant, "@pace") },
  sk: { S: line },
});

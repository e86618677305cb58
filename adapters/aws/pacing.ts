import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { keyOf, numberIn } from "#adapters/aws/items";
import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import { type Backlog, nextSlot } from "#core/policy/pacing";
import type { Pacing } from "#core/ports/pacing";

/**
 * The line before a sender as one number, and a place in it as one write, so that nobody who asks at the same moment has
 * to ask again: where nobody waits the line begins anew, and where somebody does it grows. Whose answer was lost takes two
 * places: a line that is a little too long does no harm.
 */
export const createPacing = (dynamo: Dynamo): Pacing => ({
  takeSlot: async ({ tenant, pace, segments, now }) => {
    const nowMs = epochMs(now);
    const wish = { now, segments };
    const takenMs = nextSlot(0, pace, wish).backlog - nowMs;
    for (;;) {
      if (await isBegun(dynamo, tenant, { nowMs, takenMs })) return nextSlot(0, pace, wish).at;
      const before = await backlogBefore(dynamo, tenant, { nowMs, takenMs });
      if (before !== null) return nextSlot(before, pace, wish).at;
    }
  },
});

type Place = { readonly nowMs: number; readonly takenMs: number };

/** Whether nobody was waiting, and the line begins with this place. */
const isBegun = (
  { update, tables }: Dynamo,
  tenant: TenantId,
  { nowMs, takenMs }: Place,
): Promise<boolean> =>
  happens(
    update({
      TableName: tables.views,
      Key: paceKey(tenant),
      UpdateExpression: "SET untilMs = :until",
      ConditionExpression: "attribute_not_exists(pk) OR untilMs <= :now",
      ExpressionAttributeValues: {
        ":until": { N: String(nowMs + takenMs) },
        ":now": { N: String(nowMs) },
      },
    }),
  ).then((done) => done !== null);

/** How long the line was before this place was added; `null` where it has gone by in between. */
const backlogBefore = async (
  { update, tables }: Dynamo,
  tenant: TenantId,
  { nowMs, takenMs }: Place,
): Promise<Backlog | null> => {
  const done = await happens(
    update({
      TableName: tables.views,
      Key: paceKey(tenant),
      UpdateExpression: "ADD untilMs :taken",
      ConditionExpression: "untilMs > :now",
      ExpressionAttributeValues: {
        ":taken": { N: String(takenMs) },
        ":now": { N: String(nowMs) },
      },
      ReturnValues: "UPDATED_OLD",
    }),
  );
  return done === null ? null : numberIn(done.Attributes, "untilMs");
};

/** `null` where its condition failed. */
const happens = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return null;
  }
};

const paceKey = (tenant: TenantId) => ({ pk: { S: keyOf(tenant, "@pace") }, sk: { S: "sender" } });

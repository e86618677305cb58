import { randomUUID } from "node:crypto";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { expiryAfter, type Item, keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { TenantId } from "#core/kernel/ids";
import { epochMs, type Instant, plusMs } from "#core/kernel/time";
import type { Leases } from "#core/ports/leases";

/** So long the order of its tokens is kept in the table. */
const keptMs = 30 * 24 * 3_600_000;

/**
 * Leases in DynamoDB, each one conditional write.
 *
 * A token is the millisecond of its grant, or one more than the last token where that is not larger. So tokens go on
 * growing even after the database has dropped an old lease, as long as no clock is wrong by the month it is kept for.
 */
export const createLeases = (dynamo: Dynamo): Leases => ({
  acquire: async (wish) => {
    const owner = randomUUID();
    for (let token = epochMs(wish.now); ; ) {
      const before = await grant(dynamo, wish, { owner, token });
      if (before === null || textIn(before, "owner") === owner) return { kind: "granted", token };

      const until = textIn(before, "until");
      if (until !== null && until > wish.now) return { kind: "held", until: until as Instant };
      token = Math.max(token, (numberIn(before, "token") ?? 0) + 1);
    }
  },

  release: async (tenant, key, token) => {
    try {
      await dynamo.update({
        TableName: dynamo.tables.views,
        Key: leaseKey(tenant, key),
        UpdateExpression: "REMOVE #until",
        ConditionExpression: "#token = :token",
        ExpressionAttributeNames: { "#until": "until", "#token": "token" },
        ExpressionAttributeValues: { ":token": { N: String(token) } },
      });
    } catch (error) {
      if (!isConditionFailed(error)) throw error; // Somebody else holds it by now.
    }
  },
});

type Wish = Parameters<Leases["acquire"]>[0];
type Grant = { readonly owner: string; readonly token: number };

/** `null` where it was granted, or else what stands in the way. */
const grant = async (
  { update, tables }: Dynamo,
  { tenant, key, now, ttlMs }: Wish,
  { owner, token }: Grant,
): Promise<Item | null> => {
  try {
    await update({
      TableName: tables.views,
      Key: leaseKey(tenant, key),
      UpdateExpression:
        "SET #owner = :owner, #token = :token, #until = :until, expiresAt = :expiresAt",
      ConditionExpression:
        "attribute_not_exists(pk) OR ((attribute_not_exists(#until) OR #until <= :now) AND #token < :token)",
      ExpressionAttributeNames: { "#owner": "owner", "#token": "token", "#until": "until" },
      ExpressionAttributeValues: {
        ":owner": { S: owner },
        ":token": { N: String(token) },
        ":until": { S: plusMs(now, ttlMs) },
        ":now": { S: now },
        ":expiresAt": expiryAfter(epochMs(now), ttlMs + keptMs),
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return null;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return (error.Item ?? {}) as Item;
  }
};

const leaseKey = (tenant: TenantId, key: string) => ({
  pk: { S: keyOf(tenant, "@leases") },
  sk: { S: key },
});

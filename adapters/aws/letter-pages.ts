import type { QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "#adapters/aws/dynamo";
import { numberIn } from "#adapters/aws/items";
import { letterKeys, type LetterRow, rowIn, type Shelf } from "#adapters/aws/letter-items";
import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type Page = {
  readonly shelf: Shelf;
  readonly after: number;
  readonly limit: number;
  /** Only what may be purged. */
  readonly purged?: Purged;
};

export type Purged = {
  readonly archivedBefore: Instant;
  /** What somebody has begun to give back since, and nobody has ended yet, stays. */
  readonly goingBefore: Instant;
};

/** Nobody is giving it back, or so long ago that the wish is forgotten with which it could be ended. */
export const isGoingNoMore = "(attribute_not_exists(goingUntil) OR goingUntil < :goingBefore)";

/** Each number once; one that was drawn for nothing stays empty. */
export const nextNumber = async ({ update, tables }: Dynamo, tenant: TenantId): Promise<number> => {
  const { Attributes: drawn } = await update({
    TableName: tables.views,
    Key: letterKeys.last(tenant),
    UpdateExpression: "ADD #last :one",
    ExpressionAttributeNames: { "#last": "last" },
    ExpressionAttributeValues: { ":one": { N: "1" } },
    ReturnValues: "UPDATED_NEW",
  });
  return numberIn(drawn, "last") ?? Number.NaN;
};

export const pageOf = async (
  { query, tables }: Dynamo,
  tenant: TenantId,
  { shelf, after, limit, purged }: Page,
): Promise<readonly LetterRow[]> => {
  const rows: LetterRow[] = [];
  const from = letterKeys.letter(tenant, shelf, after + 1);
  const last = letterKeys.letter(tenant, shelf, 10 ** 15 - 1);
  let start: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const page = await query({
      TableName: tables.views,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :last",
      ...(purged !== undefined && {
        FilterExpression: `archivedAt < :archivedBefore AND ${isGoingNoMore}`,
      }),
      ExpressionAttributeValues: {
        ":pk": from.pk,
        ":from": from.sk,
        ":last": last.sk,
        ...(purged !== undefined && {
          ":archivedBefore": { S: purged.archivedBefore },
          ":goingBefore": { S: purged.goingBefore },
        }),
      },
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: start,
    });
    rows.push(...(page.Items ?? []).map((item) => rowIn(tenant, item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && rows.length < limit);
  return rows.slice(0, limit);
};

/** Up to so many: whether there are any is what somebody wants to know. */
export const countWaiting = async (
  { query, tables }: Dynamo,
  tenant: TenantId,
  most: number,
): Promise<number> => {
  const { Count: count = 0 } = await query({
    TableName: tables.views,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :shelf)",
    ExpressionAttributeValues: {
      ":pk": letterKeys.last(tenant).pk,
      ":shelf": { S: "waiting#" },
    },
    Select: "COUNT",
    Limit: most,
  });
  return count;
};

import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { expiryAfter, type Item } from "#adapters/aws/items";
import { itemOf, letterKeys, type LetterRow, shelfOf } from "#adapters/aws/letter-items";
import type { TenantId } from "#core/kernel/ids";
import { epochMs, type Instant, plusMs } from "#core/kernel/time";

/** Longer than anybody repeats a request, and than a queue keeps a message. */
export const wishesKeptMs = 30 * 24 * 3_600_000;
/** Whoever gives a letter back is done by then, or has died over it. */
const goingMs = 30_000;

export type Wished = {
  readonly tenant: TenantId;
  readonly letter: number;
  readonly key: string;
  readonly wish: string;
  readonly now: Instant;
};

/** The single writes that changes are made of, each with what must hold for it. */
export const letterWrites = (TableName: string) => {
  const adding = (Item: Item): TransactWriteItem => ({
    Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });
  const keyOf = (row: LetterRow): Item => letterKeys.letter(row.tenant, shelfOf(row), row.id);
  const staying = (row: LetterRow): TransactWriteItem => ({
    Update: {
      TableName,
      Key: keyOf(row),
      UpdateExpression: "REMOVE goingKey, goingUntil",
      ConditionExpression: "attribute_exists(pk)",
    },
  });
  /** Only if nobody has begun to give it back since it was looked at. */
  const without = (row: LetterRow): TransactWriteItem => ({
    Delete: {
      TableName,
      Key: keyOf(row),
      ...(row.going === null
        ? { ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(goingKey)" }
        : isGoingUnder(row.going.key)),
    },
  });

  return {
    letter: (row: LetterRow) => adding(itemOf(row)),
    came: (tenant: TenantId, at: Instant, message: Parameters<typeof letterKeys.came>[1]) =>
      adding(forgotten(letterKeys.came(tenant, message), at)),
    wish: ({ tenant, letter, key, wish, now }: Wished) =>
      adding({ ...forgotten(letterKeys.wish(tenant, letter, key), now), wish: { S: wish } }),

    going: (row: LetterRow, { key, now }: Wished): TransactWriteItem => ({
      Update: {
        TableName,
        Key: keyOf(row),
        UpdateExpression: "SET goingKey = :key, goingUntil = :until",
        ConditionExpression:
          "attribute_exists(pk) AND (attribute_not_exists(goingUntil) OR goingUntil <= :now)",
        ExpressionAttributeValues: {
          ":key": { S: key },
          ":until": { S: plusMs(now, goingMs) },
          ":now": { S: now },
        },
      },
    }),
    gone: (row: LetterRow, key: string): TransactWriteItem => ({
      Delete: { TableName, Key: keyOf(row), ...isGoingUnder(key) },
    }),
    back: ({ tenant, id }: LetterRow, now: Instant): TransactWriteItem => ({
      Put: { TableName, Item: forgotten(letterKeys.back(tenant, id), now) },
    }),
    /**
     * What stands once a letter has come. One that has come back before it was told to have gone is there already: whoever
     * was about to say so must not take it away, and an archived one waits again for somebody to look.
     */
    standing: (before: LetterRow | null, anew: LetterRow): readonly TransactWriteItem[] => {
      if (before === null) return [adding(itemOf(anew))];
      return before.archived === null ? [staying(before)] : [without(before), adding(itemOf(anew))];
    },
    without,
  };
};

const isGoingUnder = (key: string) => ({
  ConditionExpression: "goingKey = :key",
  ExpressionAttributeValues: { ":key": { S: key } },
});

const forgotten = (key: Item, from: Instant): Item => ({
  ...key,
  expiresAt: expiryAfter(epochMs(from), wishesKeptMs),
});

import { randomUUID } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isOneConditionFailed } from "#adapters/aws/dynamo-errors";
import { expiryAfter, type Item, textIn } from "#adapters/aws/items";
import {
  itemOf,
  letterKeys,
  type LetterRow,
  rowIn,
  shelfOf,
} from "#adapters/aws/letter-items";
import { countWaiting, nextNumber, type Page, pageOf } from "#adapters/aws/letter-pages";
import type { TenantId } from "#core/kernel/ids";
import { epochMs, type Instant, plusMs } from "#core/kernel/time";

/** Longer than anybody repeats a request, and than a queue keeps a message. */
const keptMs = 30 * 24 * 3_600_000;
/** Whoever gives a letter back is done by then, or has died over it. */
const goingMs = 30_000;

export type Wished = {
  readonly tenant: TenantId;
  readonly letter: number;
  readonly key: string;
  readonly wish: string;
  readonly now: Instant;
};

export type Incoming = Omit<LetterRow, "id" | "archived" | "going"> & {
  /** The queue's own name of the message: what comes twice is one letter. */
  readonly message: string;
  /** The number that it had before somebody gave it back. */
  readonly letter?: number;
};

export type LetterRows = ReturnType<typeof createLetterRows>;

/**
 * Dead letters in DynamoDB. Each change is one transaction, and answers "moved" where something else came first:
 * then whoever wished it looks again.
 */
export const createLetterRows = (dynamo: Dynamo) => {
  const { get, transact, tables } = dynamo;
  const TableName = tables.views;

  const itemAt = async (Key: Item): Promise<Item | null> =>
    (await get({ TableName, Key, ConsistentRead: true })).Item ?? null;

  const change = async (...items: readonly TransactWriteItem[]): Promise<"done" | "moved"> => {
    // The same token when it is asked again: what landed without an answer has landed.
    const once = { ClientRequestToken: randomUUID(), TransactItems: [...items] };
    try {
      await transact(once);
      return "done";
    } catch (error) {
      if (!isOneConditionFailed(error)) throw error;
      return "moved";
    }
  };

  const adding = (Item: Item): TransactWriteItem => ({
    Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" },
  });
  const forgetting = (key: Item, now: Instant, more: Item = {}): Item => ({
    ...key,
    ...more,
    expiresAt: expiryAfter(epochMs(now), keptMs),
  });
  const wishing = ({ tenant, letter, key, wish, now }: Wished): TransactWriteItem =>
    adding(forgetting(letterKeys.wish(tenant, letter, key), now, { wish: { S: wish } }));

  const find = async (tenant: TenantId, id: number): Promise<LetterRow | null> => {
    const keys = (["waiting", "archived"] as const).map((one) =>
      letterKeys.letter(tenant, one, id),
    );
    const [waiting, archived] = await Promise.all(keys.map(itemAt));
    const item = waiting ?? archived ?? null;
    return item === null ? null : rowIn(tenant, item);
  };

  return {
    find,
    page: (tenant: TenantId, page: Page) => pageOf(dynamo, tenant, page),
    waiting: (tenant: TenantId, most: number) => countWaiting(dynamo, tenant, most),

    /** What was wished of it under this key. */
    wishOf: async ({ tenant, letter, key }: Omit<Wished, "wish" | "now">): Promise<string | null> =>
      textIn((await itemAt(letterKeys.wish(tenant, letter, key))) ?? undefined, "wish"),
    wentBack: async (tenant: TenantId, id: number): Promise<boolean> =>
      (await itemAt(letterKeys.back(tenant, id))) !== null,
    note: (wished: Wished) => change(wishing(wished)),

    /** From now on it is going back; it stands until `end` says that it has gone. */
    begin: (row: LetterRow, wished: Wished) =>
      change(
        {
          Update: {
            TableName,
            Key: letterKeys.letter(row.tenant, shelfOf(row), row.id),
            UpdateExpression: "SET goingKey = :key, goingUntil = :until",
            ConditionExpression:
              "attribute_exists(pk) AND (attribute_not_exists(goingUntil) OR goingUntil <= :now)",
            ExpressionAttributeValues: {
              ":key": { S: wished.key },
              ":until": { S: plusMs(wished.now, goingMs) },
              ":now": { S: wished.now },
            },
          },
        },
        wishing(wished),
      ),
    end: (row: LetterRow, key: string, now: Instant) =>
      change(
        {
          Delete: {
            TableName,
            Key: letterKeys.letter(row.tenant, shelfOf(row), row.id),
            ConditionExpression: "goingKey = :key",
            ExpressionAttributeValues: { ":key": { S: key } },
          },
        },
        { Put: { TableName, Item: forgetting(letterKeys.back(row.tenant, row.id), now) } },
      ),

    archive: (row: LetterRow, by: string, wished: Wished) =>
      change(
        {
          Delete: {
            TableName,
            Key: letterKeys.letter(row.tenant, "waiting", row.id),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        adding(itemOf({ ...row, archived: { at: wished.now, by } })),
        wishing(wished),
      ),
    remove: async ({ tenant, id }: LetterRow): Promise<void> =>
      void (await dynamo.delete({ TableName, Key: letterKeys.letter(tenant, "archived", id) })),

    /** Keeps it once, however often it comes; a letter that was given back stands under its number again. */
    keep: async ({ message, letter, ...incoming }: Incoming): Promise<"done" | "moved"> => {
      const { tenant, queue, receivedAt } = incoming;
      const came = letterKeys.came(tenant, queue, message);
      if ((await itemAt(came)) !== null) return "done";
      const row = letter === undefined ? null : await find(tenant, letter);
      const noted = adding(forgetting(came, receivedAt));
      if (row !== null) return change(staying(TableName, row), noted);
      const id = letter ?? (await nextNumber(dynamo, tenant));
      return change(adding(itemOf({ ...incoming, id, archived: null, going: null })), noted);
    },
  };
};

/** It has come back before it was told to have gone: whoever was about to say so must not take it away. */
const staying = (TableName: string, row: LetterRow): TransactWriteItem => ({
  Update: {
    TableName,
    Key: letterKeys.letter(row.tenant, shelfOf(row), row.id),
    UpdateExpression: "REMOVE goingKey, goingUntil",
    ConditionExpression: "attribute_exists(pk)",
  },
});

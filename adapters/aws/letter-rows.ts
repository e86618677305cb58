import { randomUUID } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { allDone } from "#adapters/all-done";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed, isOneConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, textIn } from "#adapters/aws/items";
import { letterKeys, type LetterRow, rowIn } from "#adapters/aws/letter-items";
import {
  countWaiting,
  isGoingNoMore,
  nextNumber,
  type Page,
  pageOf,
} from "#adapters/aws/letter-pages";
import { letterWrites, type Wished, wishesKeptMs } from "#adapters/aws/letter-writes";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";

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
  const write = letterWrites(dynamo.tables.views);
  const change = (...items: readonly TransactWriteItem[]) => changed(dynamo, items);
  const find = (tenant: TenantId, id: number) => findRow(dynamo, tenant, id);

  return {
    find,
    page: (tenant: TenantId, page: Page) => pageOf(dynamo, tenant, page),
    waiting: (tenant: TenantId, most: number) => countWaiting(dynamo, tenant, most),

    /** What was wished of it under this key. */
    wishOf: async ({ tenant, letter, key }: Omit<Wished, "wish" | "now">): Promise<string | null> =>
      textIn(await itemAt(dynamo, letterKeys.wish(tenant, letter, key)), "wish"),
    wentBack: async (tenant: TenantId, id: number): Promise<boolean> =>
      (await itemAt(dynamo, letterKeys.back(tenant, id))) !== undefined,
    note: (wished: Wished) => change(write.wish(wished)),

    /** From now on it is going back; it stands until `end` says that it has gone. */
    begin: (row: LetterRow, wished: Wished) => change(write.going(row, wished), write.wish(wished)),
    end: (row: LetterRow, key: string, now: Instant) =>
      change(write.gone(row, key), write.back(row, now)),

    /** What is going back goes on: whoever does it finds it among the archived. */
    archive: (row: LetterRow, by: string, wished: Wished) =>
      change(
        write.without(row),
        write.letter({ ...row, archived: { at: wished.now, by } }),
        write.wish(wished),
      ),
    /** Those that may be purged, the oldest first. */
    old: (tenant: TenantId, now: Instant, { archivedBefore, limit }: Old) =>
      pageOf(dynamo, tenant, {
        shelf: "archived",
        after: 0,
        limit,
        purged: { archivedBefore, goingBefore: plusMs(now, -wishesKeptMs) },
      }),
    remove: (row: LetterRow, now: Instant) => removeAtRest(dynamo, row, now),

    /** Keeps it once, however often it comes; a letter that was given back stands under its number again. */
    keep: async ({ message: name, letter, ...incoming }: Incoming) => {
      const { tenant, queue, receivedAt } = incoming;
      const message = { queue, name };
      if ((await itemAt(dynamo, letterKeys.came(tenant, message))) !== undefined) return "known";
      const row = letter === undefined ? null : await find(tenant, letter);
      const id = letter ?? (await nextNumber(dynamo, tenant));
      const anew = { ...incoming, id, archived: null, going: null };
      const kept = await change(
        ...write.standing(row, anew),
        write.came(tenant, receivedAt, message),
      );
      return kept === "done" ? "kept" : "moved";
    },
  };
};

type Old = { readonly archivedBefore: Instant; readonly limit: number };

/** Unless somebody has begun to give it back since it was looked at: it would be lost where they die before they send it. */
const removeAtRest = async (
  dynamo: Dynamo,
  { tenant, id }: LetterRow,
  now: Instant,
): Promise<"done" | "moved"> => {
  try {
    await dynamo.delete({
      TableName: dynamo.tables.views,
      Key: letterKeys.letter(tenant, "archived", id),
      ConditionExpression: isGoingNoMore,
      ExpressionAttributeValues: { ":goingBefore": { S: plusMs(now, -wishesKeptMs) } },
    });
    return "done";
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return "moved";
  }
};

const itemAt = async ({ get, tables }: Dynamo, Key: Item): Promise<Item | undefined> =>
  (await get({ TableName: tables.views, Key, ConsistentRead: true })).Item;

const findRow = async (dynamo: Dynamo, tenant: TenantId, id: number): Promise<LetterRow | null> => {
  const shelves = ["waiting", "archived"] as const;
  const [waiting, archived] = await allDone(
    shelves.map((shelf) => itemAt(dynamo, letterKeys.letter(tenant, shelf, id))),
  );
  const item = waiting ?? archived;
  return item === undefined ? null : rowIn(tenant, item);
};

const changed = async (
  { transact }: Dynamo,
  items: readonly TransactWriteItem[],
): Promise<"done" | "moved"> => {
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

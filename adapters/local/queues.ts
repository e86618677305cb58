import type { Database } from "#adapters/local/database";
import { fairly } from "#adapters/local/fairly";
import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Delivery, WatchedQueues } from "#core/ports/queues";

/** `visibilityMs`: how long a receiver may work before the message comes again. */
type QueueSettings = { readonly visibilityMs: number; readonly maxAttempts: number };

const ordinarySettings: QueueSettings = { visibilityMs: 60_000, maxAttempts: 8 };

export const createQueues = ({
  db,
  settings = () => ordinarySettings,
}: {
  readonly db: Database;
  readonly settings?: (queue: string) => QueueSettings;
}): WatchedQueues => {
  /** The tenant served last, per queue: the next turn begins behind it. */
  const lastServed = new Map<string, TenantId>();

  return {
    send: async ({ tenant, queue, body }, now) => {
      await db.commit(() => db.run(insert, tenant, queue, JSON.stringify(body), now, 0));
    },

    receive: async (queue, now, limit) => {
      const hasSome = db.get(selectAnyVisible, queue, now) !== undefined;
      if (!hasSome) return []; // The ordinary turn of an idle pump: no transaction for it.
      return db.commit(
        () => {
          const waiting = visibleByTenant(db, { queue, now, limit });
          const chosen = fairly(waiting, { limit, after: lastServed.get(queue) ?? null });
          return chosen.flatMap((row) => deliver(db, row, { ...settings(queue), now }));
        },
        (deliveries) => {
          const last = deliveries.at(-1);
          if (last !== undefined) lastServed.set(queue, last.tenant);
        },
      );
    },

    acknowledge: async ({ receipt }) => {
      // Also by a receiver whose time was over: done is done, whoever did it.
      await db.commit(() => db.run("DELETE FROM messages WHERE id = ?", placeOf(receipt).id));
    },

    release: async ({ queue, receipt }, at, why) => {
      const { id, attempt } = placeOf(receipt);
      await db.commit(() => {
        // A receiver whose time was over no longer decides: somebody else has the message now.
        const row = db.get<Row>(
          "SELECT * FROM messages WHERE id = ? AND attempts = ?",
          id,
          attempt,
        );
        if (row === undefined) return;
        if (attempt >= settings(queue).maxAttempts) bury(db, row, why);
        else db.run("UPDATE messages SET visible_at = ? WHERE id = ?", at, id);
      });
    },

    deadLetters: async (queue) =>
      db
        .all<Row & { why: string }>("SELECT * FROM dead_letters WHERE queue = ? ORDER BY id", queue)
        .map((row) => ({ ...messageIn(row), why: row.why, attempts: row.attempts })),

    next: async () => db.get<{ at: Instant | null }>(selectNext)?.at ?? null,
  };
};

/** What was put aside waits for a person, however visible it is; who sleeps until it would never sleep. */
const selectNext = "SELECT min(visible_at) AS at FROM messages WHERE queue NOT LIKE 'parked-%'";

/**
 * Makes visible at once what some receiver still holds. For the start of a process that has the data folder
 * to itself: whoever held it is dead. The attempt counts all the same.
 */
export const freeReceived = async (db: Database, now: Instant): Promise<void> => {
  await db.commit(() =>
    db.run("UPDATE messages SET visible_at = ? WHERE attempts > 0 AND visible_at > ?", now, now),
  );
};

/** As if it had not been received: it comes again at `at`, and the attempt does not count. */
export const putBackIn =
  (db: Database) =>
  async ({ receipt }: Delivery, at: Instant): Promise<void> => {
    const { id, attempt } = placeOf(receipt);
    await db.commit(() => db.run(uncount, at, id, attempt));
  };

type Row = {
  readonly id: number;
  readonly tenant: TenantId;
  readonly queue: string;
  readonly body: string;
  readonly attempts: number;
};

/** Up to `limit` visible messages of each tenant that has any, the longest visible first. */
const visibleByTenant = (
  db: Database,
  { queue, now, limit }: { readonly queue: string; readonly now: Instant; readonly limit: number },
): readonly Row[][] => {
  const tenants: Row[][] = [];
  // One step in the index per tenant, however long the queue of one of them is.
  for (let tenant = nextTenant(db, queue, ""); tenant !== null; ) {
    const rows = db.all<Row>(selectVisible, queue, tenant, now, limit);
    if (rows.length > 0) tenants.push([...rows]);
    tenant = nextTenant(db, queue, tenant);
  }
  return tenants;
};

const nextTenant = (db: Database, queue: string, tenant: string): TenantId | null =>
  db.get<{ tenant: TenantId | null }>(selectNextTenant, queue, tenant)?.tenant ?? null;

/**
 * A message whose attempts are used up, its last receiver never having answered (it crashed, or hangs),
 * is buried instead of delivered: it may be what brings the receivers down.
 */
const deliver = (
  db: Database,
  row: Row,
  { visibilityMs, maxAttempts, now }: QueueSettings & { readonly now: Instant },
): readonly Delivery[] => {
  if (row.attempts >= maxAttempts) {
    bury(db, row, "receiver_never_answered");
    return [];
  }
  const attempt = row.attempts + 1;
  db.run(
    "UPDATE messages SET attempts = ?, visible_at = ? WHERE id = ?",
    attempt,
    plusMs(now, visibilityMs),
    row.id,
  );
  return [{ ...messageIn(row), receipt: `${row.id}.${attempt}`, attempt }];
};

const bury = (db: Database, row: Row, why: string): void => {
  db.run("DELETE FROM messages WHERE id = ?", row.id);
  db.run(
    "INSERT INTO dead_letters (id, tenant, queue, body, attempts, why) VALUES (?, ?, ?, ?, ?, ?)",
    row.id,
    row.tenant,
    row.queue,
    row.body,
    row.attempts,
    why,
  );
};

const messageIn = ({ tenant, queue, body }: Row) => ({
  tenant,
  queue,
  body: JSON.parse(body) as Json,
});

const placeOf = (receipt: string): { readonly id: number; readonly attempt: number } => {
  const [id, attempt] = receipt.split(".").map(Number);
  return { id: id ?? 0, attempt: attempt ?? 0 };
};

const uncount =
  "UPDATE messages SET visible_at = ?, attempts = attempts - 1 WHERE id = ? AND attempts = ?";
const insert =
  "INSERT INTO messages (tenant, queue, body, visible_at, attempts) VALUES (?, ?, ?, ?, ?)";
const selectAnyVisible = "SELECT 1 FROM messages WHERE queue = ? AND visible_at <= ? LIMIT 1";
const selectNextTenant =
  "SELECT min(tenant) AS tenant FROM messages WHERE queue = ? AND tenant > ?";
const selectVisible = `
  SELECT id, tenant, queue, body, attempts FROM messages
  WHERE queue = ? AND tenant = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?`;

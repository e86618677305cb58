import type { DatabaseSync } from "node:sqlite";
import { openSandboxDatabase } from "#adapters/sandbox-database";
import { groupCommit } from "#adapters/sandbox-carrier/group-commit";
import { laterColumns, schema, sql } from "#adapters/sandbox-carrier/schema";

/** A text in either direction, as the carrier keeps it. Moments are milliseconds since 1970. */
export type CarrierMessage = {
  readonly seq: number;
  readonly sid: string;
  readonly direction: "outbound" | "inbound";
  /**
   * The number of the person, on WhatsApp with the channel before it, as the API spells it; the other end is
   * always the carrier's one sender there.
   */
  readonly customer: string;
  readonly body: string;
  readonly status: string;
  readonly serviceSid: string | null;
  readonly callbackUrl: string | null;
  readonly createdMs: number;
  readonly sentMs: number | null;
  readonly updatedMs: number;
  readonly errorCode: number | null;
};

/** A webhook that is owed: `status` is what it reports, `attempt` counts those that failed. */
export type OwedCallback = {
  readonly id: number;
  readonly seq: number;
  readonly status: string;
  readonly errorCode: number | null;
  readonly dueMs: number;
  readonly attempt: number;
};

/** `null` leaves a filter out. Messages come newest first, up to `limit`, older than `beforeSeq`. */
export type Filters = {
  readonly customer: string | null;
  readonly direction: CarrierMessage["direction"] | null;
  readonly sentFromMs: number | null;
  readonly sentBeforeMs: number | null;
  readonly beforeSeq: number | null;
  readonly limit: number;
};

export type CarrierStore = ReturnType<typeof openStore>;

/** The carrier's own small file. Everything that changes it is called inside `write`. */
export const openStore = (path: string) => {
  const db = openSandboxDatabase(path, "carrier", (opened) => {
    opened.exec(schema);
    addLaterColumns(opened);
  });
  const group = groupCommit(db);
  return {
    ...messagesIn(db),
    ...outboxIn(db),
    ...blocksIn(db),
    write: group.write,
    close: () => {
      group.flush();
      db.close();
    },
  };
};

/** What a file of an earlier version lacks. */
const addLaterColumns = (db: DatabaseSync): void => {
  for (const { table, column } of laterColumns) {
    const known = db.prepare(`PRAGMA table_info(${table})`).all();
    if (!known.some(({ name }) => name === column))
      db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} INTEGER`);
  }
};

const messagesIn = (db: DatabaseSync) => {
  const insert = db.prepare(sql.insertMessage);
  const setStatus = db.prepare(sql.setStatus);
  const bySeq = db.prepare(sql.bySeq);
  const newestInbound = db.prepare(sql.newestInbound);
  const newest = db.prepare(sql.newest);
  const newestOf = db.prepare(sql.newestOf);
  // A group that was rolled back leaves a gap: its numbers were never told to anybody.
  let lastSeq = Number(db.prepare(sql.lastSeq).get()?.["seq"] ?? 0);

  return {
    insertMessage: (build: (seq: number) => CarrierMessage): CarrierMessage => {
      lastSeq += 1;
      const message = build(lastSeq);
      const { errorCode: _, ...row } = message; // None yet.
      insert.run(row);
      return message;
    },
    /** The first status after the beginning is the moment of sending. */
    setStatus: (seq: number, now: Pick<OwedCallback, "status" | "errorCode">, atMs: number) =>
      setStatus.run({ seq, status: now.status, errorCode: now.errorCode, atMs }),
    /** When somebody last wrote to us from there; `null` where they never have. */
    lastInboundMs: (customer: string) =>
      one<{ readonly createdMs: number }>(newestInbound.get({ customer }))?.createdMs ?? null,
    bySeq: (seq: number) => one<CarrierMessage>(bySeq.get({ seq })),
    list: ({ customer, beforeSeq, ...rest }: Filters): readonly CarrierMessage[] => {
      const filters = { ...rest, beforeSeq: beforeSeq ?? Number.MAX_SAFE_INTEGER };
      const rows = customer === null ? newest.all(filters) : newestOf.all({ ...filters, customer });
      return rows as unknown as CarrierMessage[];
    },
  };
};

const outboxIn = (db: DatabaseSync) => {
  const owe = db.prepare(sql.owe);
  const settle = db.prepare(sql.settle);
  const postpone = db.prepare(sql.postpone);
  const due = db.prepare(sql.due);
  const countDue = db.prepare(sql.countDue);
  const nextDue = db.prepare(sql.nextDue);

  return {
    owe: (callback: Omit<OwedCallback, "id" | "attempt">) => owe.run(callback),
    settle: (id: number) => settle.run({ id }),
    postpone: (id: number, dueMs: number) => postpone.run({ id, dueMs }),
    due: (nowMs: number, limit: number) => due.all({ nowMs, limit }) as unknown as OwedCallback[],
    countDue: (nowMs: number) => Number(countDue.get({ nowMs })?.["count"] ?? 0),
    nextDueMs: () => one<{ readonly dueMs: number }>(nextDue.get())?.dueMs ?? null,
  };
};

const blocksIn = (db: DatabaseSync) => {
  const block = db.prepare(sql.block);
  const unblock = db.prepare(sql.unblock);
  const isBlocked = db.prepare(sql.isBlocked);

  return {
    block: (customer: string) => block.run({ customer }),
    unblock: (customer: string) => unblock.run({ customer }),
    isBlocked: (customer: string) => isBlocked.get({ customer }) !== undefined,
  };
};

/** STRICT tables hold what the schema says, so a row is what its type says. */
const one = <Row>(row: unknown): Row | null => (row === undefined ? null : (row as Row));

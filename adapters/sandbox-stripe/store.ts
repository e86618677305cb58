import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { inEra, openSandboxDatabase, wholeIn } from "#adapters/sandbox-database";
import type { Answer } from "#adapters/sandbox-stripe/refusals";

export type Kind =
  | "payment_link"
  | "session"
  | "payment_intent"
  | "charge"
  | "refund"
  | "dispute"
  | "event";

/** Anything that Stripe keeps, as it is spelled on the wire. */
export type Kept = { readonly id: string; readonly object: string } & Readonly<
  Record<string, unknown>
>;

/** An event that is owed to the webhook; `attempt` counts those deliveries that failed. */
export type Owed = {
  readonly seq: number;
  readonly body: string;
  readonly dueMs: number;
  readonly attempt: number;
};

/** `kill -9` loses nothing that was committed; a power cut may lose the last moments, which a sandbox may do. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;

  CREATE TABLE IF NOT EXISTS object (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL,
    parent TEXT,
    body   TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS object_of_kind ON object (kind, seq);
  CREATE INDEX IF NOT EXISTS object_of_parent ON object (parent, seq);

  CREATE TABLE IF NOT EXISTS answered (
    key    TEXT PRIMARY KEY,
    asked  TEXT NOT NULL,
    status INTEGER NOT NULL,
    body   TEXT NOT NULL,
    atMs   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS outbox (
    seq     INTEGER PRIMARY KEY,
    body    TEXT NOT NULL,
    dueMs   INTEGER NOT NULL,
    attempt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (dueMs, seq);
`;

export type StripeStore = ReturnType<typeof openStore>;

/** The sandbox's own small file. Everything that belongs together is written inside `whole`. */
export const openStore = (path: string, era?: number) => {
  const db = openSandboxDatabase(path, "sandbox", (opened) => opened.exec(schema));
  return {
    ...objectsIn(db, era),
    ...answersIn(db),
    ...outboxIn(db),
    whole: wholeIn(db),
    close: () => db.close(),
  };
};

const prefixes: Readonly<Record<Kind, string>> = {
  payment_link: "plink_1Sandbox",
  session: "cs_test_",
  payment_intent: "pi_3Sandbox",
  charge: "ch_3Sandbox",
  refund: "re_3Sandbox",
  dispute: "du_1Sandbox",
  event: "evt_1Sandbox",
};

const objectsIn = (db: DatabaseSync, era?: number) => {
  const insert = db.prepare(
    "INSERT INTO object (id, kind, parent, body) VALUES (:id, :kind, :parent, :body)",
  );
  const update = db.prepare("UPDATE object SET body = :body WHERE id = :id");
  const last = db.prepare("SELECT max(seq) AS seq FROM object");
  const get = db.prepare("SELECT body FROM object WHERE id = :id");
  const seqOf = db.prepare("SELECT seq FROM object WHERE id = :id");
  const list = db.prepare(`
    SELECT body FROM object
    WHERE kind = :kind AND seq < :before AND (:parent IS NULL OR parent = :parent)
    ORDER BY seq DESC LIMIT :limit`);
  const read = (row: Record<string, unknown> | undefined) =>
    row === undefined ? null : (JSON.parse(String(row["body"])) as Kept);

  return {
    /** The nth object of a sandbox has the same id on every machine, in the same era; an open page's cannot be guessed from another's. */
    add: (kind: Kind, parent: string | null, build: (id: string) => Kept): Kept => {
      const seq = Number(last.get()?.["seq"] ?? 0) + 1;
      const hash = createHash("sha256")
        .update(`${kind}/${seq}${inEra(era)}`)
        .digest("hex");
      const object = build(`${prefixes[kind]}${hash.slice(0, 24)}`);
      insert.run({ id: object.id, kind, parent, body: JSON.stringify(object) });
      return object;
    },
    put: (object: Kept): Kept => {
      update.run({ id: object.id, body: JSON.stringify(object) });
      return object;
    },
    get: (id: string): Kept | null => read(get.get({ id })),
    /** Newest first, those before `after`. */
    list: (
      kind: Kind,
      {
        parent = null,
        after = null,
        limit,
      }: { parent?: string | null; after?: string | null; limit: number },
    ): readonly Kept[] => {
      const seq = after === null ? undefined : seqOf.get({ id: after })?.["seq"];
      const before = seq === undefined ? Number.MAX_SAFE_INTEGER : Number(seq);
      return list.all({ kind, parent, before, limit }).map((row) => read(row) as Kept);
    },
  };
};

const answersIn = (db: DatabaseSync) => {
  const keep = db.prepare(
    "INSERT OR REPLACE INTO answered (key, asked, status, body, atMs) VALUES (:key, :asked, :status, :body, :atMs)",
  );
  const find = db.prepare(
    "SELECT asked, status, body FROM answered WHERE key = :key AND atMs > :since",
  );
  return {
    keepAnswer: (kept: { key: string; asked: string; atMs: number } & Answer) => keep.run(kept),
    answerTo: (key: string, since: number) =>
      (find.get({ key, since }) as unknown as (Answer & { readonly asked: string }) | undefined) ??
      null,
  };
};

const outboxIn = (db: DatabaseSync) => {
  const owe = db.prepare("INSERT INTO outbox (body, dueMs, attempt) VALUES (:body, :dueMs, 0)");
  const settle = db.prepare("DELETE FROM outbox WHERE seq = :seq");
  const postpone = db.prepare(
    "UPDATE outbox SET dueMs = :dueMs, attempt = attempt + 1 WHERE seq = :seq",
  );
  const due = db.prepare(
    "SELECT * FROM outbox WHERE dueMs <= :nowMs ORDER BY dueMs, seq LIMIT :limit",
  );
  const count = db.prepare("SELECT count(*) AS count FROM outbox WHERE dueMs <= :nowMs");
  const next = db.prepare("SELECT min(dueMs) AS dueMs FROM outbox");
  return {
    owe: (body: string, dueMs: number) => owe.run({ body, dueMs }),
    settle: (seq: number) => settle.run({ seq }),
    postpone: (seq: number, dueMs: number) => postpone.run({ seq, dueMs }),
    due: (nowMs: number, limit: number) => due.all({ nowMs, limit }) as unknown as readonly Owed[],
    countDue: (nowMs: number) => Number(count.get({ nowMs })?.["count"] ?? 0),
    nextDueMs: (): number | null => (next.get()?.["dueMs"] ?? null) as number | null,
  };
};

import type { DatabaseSync } from "node:sqlite";
import { openSandboxDatabase, wholeIn } from "#adapters/sandbox-database";

/** An e-mail as the mail service keeps it. Moments are milliseconds since 1970. */
export type Mail = {
  readonly seq: number;
  readonly id: string;
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** The tags of the message, as JSON. */
  readonly tags: string;
  readonly status: string;
  readonly createdMs: number;
};

/** An event that is owed: `attempt` counts those deliveries that failed. */
export type Owed = {
  readonly id: number;
  readonly seq: number;
  readonly event: string;
  readonly dueMs: number;
  readonly attempt: number;
};

/** `kill -9` loses nothing that was committed; a power cut may lose the last moments, which a sandbox may do. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;

  CREATE TABLE IF NOT EXISTS mail (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL,
    sender    TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject   TEXT NOT NULL,
    body      TEXT NOT NULL,
    tags      TEXT NOT NULL,
    status    TEXT NOT NULL,
    createdMs INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS mail_of_recipient ON mail (recipient, seq);

  CREATE TABLE IF NOT EXISTS outbox (
    id      INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL REFERENCES mail (seq),
    event   TEXT NOT NULL,
    dueMs   INTEGER NOT NULL,
    attempt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (dueMs, id);
`;

const sql = {
  lastSeq: "SELECT max(seq) AS seq FROM mail",
  insert: `
    INSERT INTO mail (seq, id, sender, recipient, subject, body, tags, status, createdMs)
    VALUES (:seq, :id, :sender, :recipient, :subject, :body, :tags, :status, :createdMs)`,
  bySeq: "SELECT * FROM mail WHERE seq = :seq",
  to: "SELECT * FROM mail WHERE recipient = :recipient ORDER BY seq DESC LIMIT 1000",
  setStatus: "UPDATE mail SET status = :status WHERE seq = :seq",
  owe: "INSERT INTO outbox (seq, event, dueMs, attempt) VALUES (:seq, :event, :dueMs, 0)",
  settle: "DELETE FROM outbox WHERE id = :id",
  postpone: "UPDATE outbox SET dueMs = :dueMs, attempt = attempt + 1 WHERE id = :id",
  due: "SELECT * FROM outbox WHERE dueMs <= :nowMs ORDER BY dueMs, id LIMIT :limit",
  nextDue: "SELECT dueMs FROM outbox ORDER BY dueMs LIMIT 1",
} as const;

export type MailStore = ReturnType<typeof openStore>;

/** The sandbox's own small file. What belongs together is written inside `whole`. */
export const openStore = (path: string) => {
  const db = openSandboxDatabase(path, "mailbox", (opened) => opened.exec(schema));
  return {
    ...mailIn(db),
    ...outboxIn(db),
    whole: wholeIn(db),
    close: () => db.close(),
  };
};

const mailIn = (db: DatabaseSync) => {
  const [insert, bySeq, to] = [db.prepare(sql.insert), db.prepare(sql.bySeq), db.prepare(sql.to)];
  const [lastSeq, setStatus] = [db.prepare(sql.lastSeq), db.prepare(sql.setStatus)];
  return {
    insertMail: (build: (seq: number) => Mail): Mail => {
      const mail = build(Number(lastSeq.get()?.["seq"] ?? 0) + 1);
      insert.run(mail);
      return mail;
    },
    bySeq: (seq: number): Mail | null => (bySeq.get({ seq }) as Mail | undefined) ?? null,
    /** The newest thousand to an address, oldest first. */
    mailTo: (recipient: string): readonly Mail[] =>
      (to.all({ recipient }) as unknown as Mail[]).toReversed(),
    setStatus: (seq: number, status: string) => setStatus.run({ seq, status }),
  };
};

const outboxIn = (db: DatabaseSync) => {
  const [owe, settle] = [db.prepare(sql.owe), db.prepare(sql.settle)];
  const [postpone, due, nextDue] = [
    db.prepare(sql.postpone),
    db.prepare(sql.due),
    db.prepare(sql.nextDue),
  ];
  return {
    owe: (owed: Pick<Owed, "seq" | "event" | "dueMs">) => owe.run(owed),
    settle: (id: number) => settle.run({ id }),
    postpone: (id: number, dueMs: number) => postpone.run({ id, dueMs }),
    due: (nowMs: number, limit: number) => due.all({ nowMs, limit }) as unknown as Owed[],
    nextDueMs: (): number | null => (nextDue.get() as { dueMs: number } | undefined)?.dueMs ?? null,
  };
};

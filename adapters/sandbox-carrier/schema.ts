/** `kill -9` loses nothing that was committed; a power cut may lose the last moments, which a sandbox may do. */
export const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;

  CREATE TABLE IF NOT EXISTS message (
    seq         INTEGER PRIMARY KEY,
    sid         TEXT NOT NULL,
    direction   TEXT NOT NULL,
    customer    TEXT NOT NULL,
    body        TEXT NOT NULL,
    status      TEXT NOT NULL,
    serviceSid  TEXT,
    callbackUrl TEXT,
    createdMs   INTEGER NOT NULL,
    sentMs      INTEGER,
    updatedMs   INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_of_customer ON message (customer, seq);

  CREATE TABLE IF NOT EXISTS outbox (
    id      INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL REFERENCES message (seq),
    status  TEXT NOT NULL,
    dueMs   INTEGER NOT NULL,
    attempt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (dueMs, id);

  CREATE TABLE IF NOT EXISTS blocked (customer TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/** What later versions keep besides; a carrier's file may be older than they are. */
export const laterColumns = [
  { table: "message", column: "errorCode" },
  { table: "outbox", column: "errorCode" },
] as const;

const listing = (where: string) => `
  SELECT * FROM message
  WHERE ${where}
    AND (:direction IS NULL OR direction = :direction)
    AND (:sentFromMs IS NULL OR sentMs >= :sentFromMs)
    AND (:sentBeforeMs IS NULL OR sentMs < :sentBeforeMs)
    AND seq < :beforeSeq
  ORDER BY seq DESC LIMIT :limit`;

export const sql = {
  lastSeq: "SELECT max(seq) AS seq FROM message",
  insertMessage: `
    INSERT INTO message (seq, sid, direction, customer, body, status,
                         serviceSid, callbackUrl, createdMs, sentMs, updatedMs)
    VALUES (:seq, :sid, :direction, :customer, :body, :status,
            :serviceSid, :callbackUrl, :createdMs, :sentMs, :updatedMs)`,
  setStatus: `
    UPDATE message SET status = :status, errorCode = :errorCode, updatedMs = :atMs,
                       sentMs = coalesce(sentMs, :atMs)
    WHERE seq = :seq`,
  bySeq: "SELECT * FROM message WHERE seq = :seq",
  newestInbound: `
    SELECT createdMs FROM message WHERE customer = :customer AND direction = 'inbound'
    ORDER BY seq DESC LIMIT 1`,
  newest: listing("TRUE"),
  newestOf: listing("customer = :customer"),

  owe: `
    INSERT INTO outbox (seq, status, errorCode, dueMs, attempt)
    VALUES (:seq, :status, :errorCode, :dueMs, 0)`,
  settle: "DELETE FROM outbox WHERE id = :id",
  postpone: "UPDATE outbox SET dueMs = :dueMs, attempt = attempt + 1 WHERE id = :id",
  due: "SELECT * FROM outbox WHERE dueMs <= :nowMs ORDER BY dueMs, id LIMIT :limit",
  countDue: "SELECT count(*) AS count FROM outbox WHERE dueMs <= :nowMs",
  nextDue: "SELECT dueMs FROM outbox ORDER BY dueMs LIMIT 1",

  block: "INSERT OR IGNORE INTO blocked (customer) VALUES (:customer)",
  unblock: "DELETE FROM blocked WHERE customer = :customer",
  isBlocked: "SELECT 1 FROM blocked WHERE customer = :customer",
} as const;

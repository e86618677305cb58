/**
 * The tables, as a numbered list: entry n brings a file from schema n to n + 1. What has been released is
 * never edited; a change is a new entry at the end.
 */
export const migrations: readonly string[] = [
  `
  -- One row per commit; the row is also the outbox, and its position the feed.
  CREATE TABLE commits (
    tenant TEXT NOT NULL,
    position INTEGER NOT NULL,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    command_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (tenant, stream, version),
    UNIQUE (tenant, stream, command_id),
    UNIQUE (tenant, position)
  ) STRICT;
  CREATE TRIGGER commits_are_never_changed BEFORE UPDATE ON commits
    BEGIN SELECT RAISE(ABORT, 'a commit is never changed'); END;
  CREATE TRIGGER commits_are_never_deleted BEFORE DELETE ON commits
    BEGIN SELECT RAISE(ABORT, 'a commit is never deleted'); END;

  CREATE TABLE cursors (
    tenant TEXT NOT NULL,
    reader TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tenant, reader)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE views (
    tenant TEXT NOT NULL,
    view TEXT NOT NULL,
    key TEXT NOT NULL,
    index1 TEXT,
    index2 TEXT,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (tenant, view, key)
  ) STRICT;
  CREATE INDEX views_index1 ON views (tenant, view, index1, key) WHERE index1 IS NOT NULL;
  CREATE INDEX views_index2 ON views (tenant, view, index2, key) WHERE index2 IS NOT NULL;

  -- A row without a time remembers which version removed it, so that an older plan cannot come back.
  CREATE TABLE timers (
    tenant TEXT NOT NULL,
    stream TEXT NOT NULL,
    at TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant, stream)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX timers_due ON timers (at, tenant, stream) WHERE at IS NOT NULL;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    visible_at TEXT NOT NULL,
    attempts INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_in_turn ON messages (queue, tenant, visible_at, id);
  CREATE INDEX messages_next ON messages (visible_at);
  CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    why TEXT NOT NULL
  ) STRICT;

  -- One row: how often the data has been opened. Fencing tokens of a later start are larger.
  CREATE TABLE lease_epoch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL
  ) STRICT;

  -- A row without a wrapped key is a tombstone: what that key sealed is erased, not damaged.
  CREATE TABLE keys (
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    generation INTEGER NOT NULL,
    wrapped BLOB,
    PRIMARY KEY (tenant, subject, generation)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE endpoints (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    provider TEXT NOT NULL,
    secrets TEXT NOT NULL,
    tolerance_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tenants (
    id TEXT PRIMARY KEY,
    settings TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Only the hash of a token: whoever reads the file cannot sign in with it.
  CREATE TABLE tokens (
    hash TEXT PRIMARY KEY,
    tenant TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Every pack that was ever in use, as its files: a run pins a definition of one of them.
  CREATE TABLE packs (
    hash TEXT PRIMARY KEY,
    files TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One row: how far the sandbox's clock has been turned.
  CREATE TABLE sandbox_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    offset_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Until when a business's sender has work at its pace, in milliseconds since 1970.
  CREATE TABLE pacing (
    tenant TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Sealed JSON: with what a booking system is asked back.
  ALTER TABLE endpoints ADD COLUMN access TEXT;
  `,
  `
  -- Dead letters that somebody has looked at and wants no more, until they are purged.
  CREATE TABLE archived_letters (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    why TEXT NOT NULL,
    archived_at TEXT NOT NULL,
    archived_by TEXT NOT NULL
  ) STRICT;

  -- What people have wished of dead letters lately, by the keys of their requests; 0: of no single one.
  CREATE TABLE letter_wishes (
    tenant TEXT NOT NULL,
    letter INTEGER NOT NULL,
    key TEXT NOT NULL,
    wish TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant, letter, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is known of a provider that a business asks, as JSON: whether it is held to be down, and until when.
  CREATE TABLE breakers (
    tenant TEXT NOT NULL,
    provider TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant, provider)
  ) STRICT, WITHOUT ROWID;

  -- Until when there is work in each lane of a line, in milliseconds since 1970. Takes the place of one line each.
  CREATE TABLE lines (
    tenant TEXT NOT NULL,
    line TEXT NOT NULL,
    reply INTEGER NOT NULL,
    reminder INTEGER NOT NULL,
    review INTEGER NOT NULL,
    PRIMARY KEY (tenant, line)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO lines SELECT tenant, 'texts', 0, until_ms, until_ms FROM pacing;
  DROP TABLE pacing;
  `,
];

import type { Database } from "#adapters/local/database";
import { genesis } from "#core/kernel/chain";
import type { Hex, StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Appended } from "#core/ports/event-store";

type Inserted =
  | { readonly outcome: "appended"; readonly position: number }
  | { readonly outcome: Exclude<Appended, "appended"> };

/**
 * Writes the sealed commit, spelled as `json`, if it is the next of its stream and its command is new there. Call it inside
 * a transaction.
 *
 * The position is taken in the same transaction that makes the row visible, and transactions follow
 * each other: so positions have no gaps, and none appears behind a reader.
 */
export const insertIfNext = (db: Database, commit: Commit, json: string): Inserted => {
  const { tenant, stream, version, commandId, prev, hash } = commit;
  const isFirst = version === 1;
  if (isFirst && prev !== genesis) return { outcome: "version_moved" };

  const before = isFirst ? [] : [version - 1, prev];
  const row = db.get<{ position: number }>(
    isFirst ? insertFirst : insertNext,
    tenant,
    stream,
    version,
    commandId,
    hash,
    json,
    ...before,
  );
  if (row !== undefined) return { outcome: "appended", position: row.position };

  // Or else the command has its commit already, elsewhere in the stream, or it says something else than it did then.
  return { outcome: isThere(db, commit) ? "already_appended" : "version_moved" };
};

const isThere = (db: Database, commit: Commit): boolean => {
  const { tenant, stream, version, commandId, payloadHash } = commit;
  const row = db.get<{ body: string }>(selectCommit, tenant, stream, version);
  if (row === undefined) return false;
  const stored = JSON.parse(row.body) as Commit;
  return stored.commandId === commandId && stored.payloadHash === payloadHash;
};

const columns = "(tenant, position, stream, version, command_id, hash, body)";
const values =
  "?1, (SELECT coalesce(max(position), 0) + 1 FROM commits WHERE tenant = ?1), ?2, ?3, ?4, ?5, ?6";
const insertFirst = `INSERT INTO commits ${columns} VALUES (${values})
  ON CONFLICT DO NOTHING RETURNING position`;
/** One statement that also sees to it that the commit before is there, and is the one that was meant. */
const insertNext = `INSERT INTO commits ${columns} SELECT ${values}
  FROM commits WHERE tenant = ?1 AND stream = ?2 AND version = ?7 AND hash = ?8
  ON CONFLICT DO NOTHING RETURNING position`;
const selectCommit = "SELECT body FROM commits WHERE tenant = ? AND stream = ? AND version = ?";

type Head = { readonly version: number; readonly hash: Hex };

export const headOf = (db: Database, tenant: TenantId, stream: StreamName): Head =>
  db.get<Head>(
    "SELECT version, hash FROM commits WHERE tenant = ? AND stream = ? ORDER BY version DESC LIMIT 1",
    tenant,
    stream,
  ) ?? { version: 0, hash: genesis };

export const commitsOf = (db: Database, tenant: TenantId, stream: StreamName): readonly Commit[] =>
  db
    .all<{ body: string }>(
      "SELECT body FROM commits WHERE tenant = ? AND stream = ? ORDER BY version",
      tenant,
      stream,
    )
    .map(({ body }) => JSON.parse(body) as Commit);

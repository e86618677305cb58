import type { Database } from "#adapters/local/database";
import { genesis } from "#core/kernel/chain";
import type { Hex, StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Appended } from "#core/ports/event-store";

/**
 * Writes the sealed commit if it is the next of its stream and its command is new there. Call it inside
 * a transaction.
 *
 * The position is taken in the same transaction that makes the row visible, and transactions follow
 * each other: so positions have no gaps, and none appears behind a reader.
 */
export const insertIfNext = (db: Database, commit: Commit): Appended => {
  const { tenant, stream, version, commandId } = commit;
  const head = headOf(db, tenant, stream);
  if (head.version >= version) {
    const sql = "SELECT command_id FROM commits WHERE tenant = ? AND stream = ? AND version = ?";
    const stored = db.get<{ command_id: string }>(sql, tenant, stream, version);
    return stored?.command_id === commandId ? "already_appended" : "version_moved";
  }
  if (head.version !== version - 1 || head.hash !== commit.prev) return "version_moved";

  const inserted = db.run(
    `INSERT INTO commits (tenant, position, stream, version, command_id, hash, body) VALUES
      (?1, (SELECT coalesce(max(position), 0) + 1 FROM commits WHERE tenant = ?1), ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (tenant, stream, command_id) DO NOTHING`,
    tenant,
    stream,
    version,
    commandId,
    commit.hash,
    JSON.stringify(commit),
  );
  return inserted === 1 ? "appended" : "version_moved"; // The command has its commit already, elsewhere in the stream.
};

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

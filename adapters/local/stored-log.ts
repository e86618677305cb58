import { setImmediate } from "node:timers/promises";
import type { Database } from "#adapters/local/database";
import type { Found } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { StoredLog } from "#core/ports/stored-log";

/**
 * The commits as their rows stand in the file, a few at a time, with other work in between. A row that was taken away
 * is missed by the one after it; of the newest of a stream nothing inside the file knows.
 */
export const createStoredLog = (db: Database): StoredLog => ({
  after: async (tenant, position, limit) => {
    const rows = db.all<Row>(selectAfter, tenant, position, Math.min(limit, pageSize));
    const pieces = rows.map((row) => ({
      stream: row.stream,
      from: row.version,
      before: row.version === 1 ? null : beforeOf(db, tenant, row),
      commits: [foundIn(row, tenant, row)],
    }));
    await setImmediate();
    return { position: rows.at(-1)?.position ?? position, pieces };
  },
});

/** A few milliseconds of work: it runs beside a server that has people waiting. */
const pageSize = 100;

type Place = { readonly stream: StreamName; readonly version: number };
type Row = Place & { readonly position: number; readonly body: string };

const selectAfter = `
  SELECT position, stream, version, body FROM commits
  WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?`;

const selectOne = "SELECT body FROM commits WHERE tenant = ? AND stream = ? AND version = ?";

const beforeOf = (db: Database, tenant: TenantId, { stream, version }: Place): Found => {
  const place = { stream, version: version - 1 };
  const row = db.get<Pick<Row, "body">>(selectOne, tenant, stream, place.version);
  return row === undefined ? "missing" : foundIn(row, tenant, place);
};

const foundIn = ({ body }: Pick<Row, "body">, tenant: TenantId, place: Place): Found => {
  try {
    const commit = JSON.parse(body) as Commit;
    const isHere =
      commit.tenant === tenant &&
      commit.stream === place.stream &&
      commit.version === place.version;
    return isHere ? commit : "misplaced";
  } catch {
    return "unreadable"; // No longer JSON.
  }
};

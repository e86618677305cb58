import { setImmediate } from "node:timers/promises";
import type { Database } from "#adapters/local/database";
import { type ChainFault, firstFault } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

type LogFault =
  | ({ readonly tenant: TenantId; readonly stream: StreamName } & (
      | ChainFault
      | { readonly version: number; readonly why: "row_differs" }
    ))
  | { readonly tenant: TenantId; readonly why: "position_gap" };

export type LogReport = {
  readonly streams: number;
  readonly commits: number;
  /** The first thing found wrong; `null` where every stream follows from its beginning. */
  readonly fault: LogFault | null;
};

/**
 * Recomputes the hash chain of every stream, and checks that positions have no gap.
 *
 * Streams through the whole log a page at a time, and lets other work in between. It cannot see that the
 * newest commits of a tenant were cut off: nothing inside the file knows that they were there.
 */
export const verifyChains = async (db: Database): Promise<LogReport> => {
  let place: Place = { tenant: "" as TenantId, stream: "" as StreamName, version: 0 };
  let open: Row[] = [];
  let [streams, commits] = [0, 0];

  for (;;) {
    const page = db.all<Row>(selectPage, place.tenant, place.stream, place.version, pageSize);
    commits += page.length;
    open.push(...page);
    const isLast = page.length < pageSize;
    const complete = byStream(open);
    // The last stream of a page may go on in the next.
    open = isLast ? [] : (complete.pop() ?? []);
    streams += complete.length;
    const fault = complete.map(faultIn).find((one) => one !== null) ?? null;
    if (fault !== null) return { streams, commits, fault };
    if (isLast) return { streams, commits, fault: positionFault(db) };
    place = page.at(-1) ?? place;
    await setImmediate();
  }
};

type Place = { readonly tenant: TenantId; readonly stream: StreamName; readonly version: number };
type Row = Place & { readonly command_id: string; readonly hash: string; readonly body: string };

/** A few milliseconds of work: it runs beside a server that has people waiting. */
const pageSize = 100;

const selectPage = `
  SELECT tenant, stream, version, command_id, hash, body FROM commits
  WHERE (tenant, stream, version) > (?, ?, ?) ORDER BY tenant, stream, version LIMIT ?`;

const byStream = (rows: readonly Row[]): Row[][] => {
  const streams: Row[][] = [];
  for (const row of rows) {
    const current = streams.at(-1);
    const [first] = current ?? [];
    if (first?.tenant === row.tenant && first.stream === row.stream) current?.push(row);
    else streams.push([row]);
  }
  return streams;
};

const faultIn = (rows: readonly Row[]): LogFault | null => {
  const [first] = rows;
  if (first === undefined) return null;
  const { tenant, stream } = first;
  const differing = rows.find((row) => !saysItsBody(row));
  if (differing !== undefined)
    return { tenant, stream, version: differing.version, why: "row_differs" };
  const fault = firstFault(rows.map(commitIn));
  return fault === null ? null : { tenant, stream, ...fault };
};

const commitIn = (row: Row): Commit => JSON.parse(row.body) as Commit;

/** The columns are copies for the indexes; the chain protects the body only. */
const saysItsBody = (row: Row): boolean => {
  try {
    const commit = commitIn(row);
    return (
      commit.tenant === row.tenant &&
      commit.stream === row.stream &&
      commit.version === row.version &&
      commit.commandId === row.command_id &&
      commit.hash === row.hash
    );
  } catch {
    return false; // No longer JSON.
  }
};

const positionFault = (db: Database): LogFault | null => {
  const row = db.get<{ tenant: TenantId }>(
    "SELECT tenant FROM commits GROUP BY tenant HAVING count(*) <> max(position) OR min(position) <> 1",
  );
  return row === undefined ? null : { tenant: row.tenant, why: "position_gap" };
};

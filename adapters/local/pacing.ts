import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import { type Backlog, nextSlot } from "#core/policy/pacing";
import type { Pacing } from "#core/ports/pacing";

/**
 * The lines in memory, for one process has the data folder; on disk as soon as somebody has to wait, so that
 * whoever asks after a crash stands behind those who were told their turn before it. A line in which nobody
 * waits is worth a burst at the most, and no write.
 */
export const createPacing = (db: Database): Pacing => {
  const backlogs = new Map<TenantId, Backlog>();
  return {
    takeSlot: async ({ tenant, pace, segments, now }) => {
      const before = backlogs.get(tenant) ?? stored(db, tenant);
      const { at, backlog } = nextSlot(before, pace, { now, segments });
      backlogs.set(tenant, backlog);
      if (epochMs(at) > epochMs(now)) await keep(db, tenant, backlog);
      return at;
    },
  };
};

const stored = (db: Database, tenant: TenantId): Backlog =>
  db.get<{ until_ms: number }>("SELECT until_ms FROM pacing WHERE tenant = ?", tenant)?.until_ms ??
  0;

const keep = (db: Database, tenant: TenantId, backlog: Backlog): Promise<unknown> =>
  db.commit(() =>
    db.run(
      `INSERT INTO pacing (tenant, until_ms) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)`,
      tenant,
      Math.ceil(backlog),
    ),
  );

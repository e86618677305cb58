import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import { type Backlog, nextSlot, noBacklog } from "#core/policy/pacing";
import type { Pacing } from "#core/ports/pacing";

/**
 * The lines in memory, for one process has the data folder; on disk as soon as somebody has to wait, so that
 * whoever asks after a crash stands behind those who were told their turn before it. A line in which nobody
 * waits is worth a burst at the most, and no write.
 */
export const createPacing = (db: Database): Pacing => {
  const backlogs = new Map<string, Backlog>();
  return {
    takeSlot: async ({ tenant, line, pace, ...wish }) => {
      const name = `${tenant} ${line}`;
      const before = backlogs.get(name) ?? stored(db, tenant, line);
      const { at, backlog } = nextSlot(before, pace, wish);
      backlogs.set(name, backlog);
      if (epochMs(at) > epochMs(wish.now)) await keep(db, { tenant, line, backlog });
      return at;
    },
  };
};

const stored = (db: Database, tenant: TenantId, line: string): Backlog =>
  db.get<Backlog>(
    "SELECT reply, reminder, review FROM lines WHERE tenant = ? AND line = ?",
    tenant,
    line,
  ) ?? noBacklog;

const keep = (
  db: Database,
  { tenant, line, backlog }: { tenant: TenantId; line: string; backlog: Backlog },
): Promise<unknown> =>
  db.commit(() =>
    db.run(
      `INSERT INTO lines (tenant, line, reply, reminder, review) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET reply = max(reply, excluded.reply),
         reminder = max(reminder, excluded.reminder), review = max(review, excluded.review)`,
      tenant,
      line,
      Math.ceil(backlog.reply),
      Math.ceil(backlog.reminder),
      Math.ceil(backlog.review),
    ),
  );

import type { Database } from "#adapters/local/database";
import type { Instant } from "#core/kernel/time";
import type { Timer, WatchedTimers } from "#core/ports/timers";

export const createTimers = (db: Database): WatchedTimers => ({
  plan: async ({ tenant, stream, at, version }) => {
    await db.commit(() =>
      db.run(
        `INSERT INTO timers (tenant, stream, at, version) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET at = excluded.at, version = excluded.version
         WHERE excluded.version >= version`,
        tenant,
        stream,
        at,
        version,
      ),
    );
  },

  due: async (now, limit) =>
    db
      .all<Timer>(
        `SELECT tenant, stream, at, version FROM timers
         WHERE at IS NOT NULL AND at <= ? ORDER BY at, tenant, stream LIMIT ?`,
        now,
        limit,
      )
      .map((row) => ({ ...row })),

  finish: async ({ tenant, stream, at, version }) => {
    // The row stays, without a time: an older plan that comes late must still find the newer version.
    await db.commit(() =>
      db.run(
        "UPDATE timers SET at = NULL WHERE tenant = ? AND stream = ? AND at = ? AND version = ?",
        tenant,
        stream,
        at,
        version,
      ),
    );
  },

  next: async () =>
    db.get<{ at: Instant }>("SELECT at FROM timers WHERE at IS NOT NULL ORDER BY at LIMIT 1")?.at ??
    null,
});

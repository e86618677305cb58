import type { Database } from "#adapters/local/database";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Lease, Leases } from "#core/ports/leases";

type Wish = Parameters<Leases["acquire"]>[0];

export const createLeases = (db: Database): Leases => ({
  acquire: (wish) => db.write(() => grantIfFree(db, wish)),

  release: async (tenant, key, token) => {
    // The row stays: its token is where the next one counts from.
    await db.write(() =>
      db.run(
        "UPDATE leases SET until = NULL WHERE tenant = ? AND key = ? AND token = ?",
        tenant,
        key,
        token,
      ),
    );
  },
});

const grantIfFree = (db: Database, { tenant, key, now, ttlMs }: Wish): Lease => {
  const stored = db.get<{ token: number; until: Instant | null }>(
    "SELECT token, until FROM leases WHERE tenant = ? AND key = ?",
    tenant,
    key,
  );
  const until = stored?.until ?? null;
  if (until !== null && until > now) return { kind: "held", until };

  const token = (stored?.token ?? 0) + 1;
  db.run(
    "INSERT OR REPLACE INTO leases (tenant, key, token, until) VALUES (?, ?, ?, ?)",
    tenant,
    key,
    token,
    plusMs(now, ttlMs),
  );
  return { kind: "granted", token };
};

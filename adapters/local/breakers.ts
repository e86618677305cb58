import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import { type Breaker, closedBreaker, type Provider } from "#core/policy/breaker";
import type { Breakers, StoredBreaker } from "#core/ports/breakers";

/**
 * In memory, for one process has the data folder and every text asks; on disk before anybody is told that it was
 * replaced, so that a provider that was down before a restart is held to be down after it.
 */
export const createBreakers = (db: Database): Breakers => {
  const known = new Map<string, StoredBreaker>();

  const current = (tenant: TenantId, provider: Provider): StoredBreaker => {
    const name = `${tenant} ${provider}`;
    const one = known.get(name) ?? stored(db, tenant, provider);
    known.set(name, one);
    return one;
  };

  return {
    read: async (tenant, provider) => current(tenant, provider),
    replace: async (tenant, provider, { breaker, version }) => {
      // Nothing is awaited between the comparison and the change: nobody comes in between.
      if (current(tenant, provider).version !== version) return "moved";
      const next = { breaker, version: version + 1 };
      known.set(`${tenant} ${provider}`, next);
      await keep(db, { tenant, provider, ...next });
      return "replaced";
    },
    notClosed: async (tenant) =>
      db
        .all<{ provider: Provider }>("SELECT provider FROM breakers WHERE tenant = ?", tenant)
        .map(({ provider }) => ({ provider, breaker: current(tenant, provider).breaker }))
        .filter(({ breaker }) => breaker.status !== "closed"),
  };
};

const stored = (db: Database, tenant: TenantId, provider: Provider): StoredBreaker => {
  const row = db.get<{ version: number; state: string }>(
    "SELECT version, state FROM breakers WHERE tenant = ? AND provider = ?",
    tenant,
    provider,
  );
  if (row === undefined) return { breaker: closedBreaker, version: 0 };
  return { breaker: JSON.parse(row.state) as Breaker, version: row.version };
};

/** Two changes may reach the disk in any order: the later one stands. */
const keep = (
  db: Database,
  { tenant, provider, breaker, version }: StoredBreaker & { tenant: TenantId; provider: Provider },
): Promise<unknown> =>
  db.commit(() =>
    db.run(
      `INSERT INTO breakers (tenant, provider, version, state) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET version = excluded.version, state = excluded.state
       WHERE excluded.version > version`,
      tenant,
      provider,
      version,
      JSON.stringify(breaker),
    ),
  );

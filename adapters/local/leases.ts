import type { Database } from "#adapters/local/database";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Leases } from "#core/ports/leases";

/** More grants than one process will ever make. Tokens stay exact integers for two million starts. */
const grantsOfAnEpoch = 2 ** 32;

/**
 * Leases in memory: the data folder has one process, so whoever holds a lease lives in it and ends with
 * it. What must outlive it is the order of the tokens, and for that one number is written at start: the
 * epoch. A token of an earlier process is smaller than every token of this one.
 */
export const createLeases = (db: Database): Leases => {
  const epoch = nextEpoch(db);
  const held = new Map<string, { readonly token: number; readonly until: Instant }>();
  let grants = 0;

  return {
    acquire: async ({ tenant, key, now, ttlMs }) => {
      const name = nameOf(tenant, key);
      const holder = held.get(name);
      if (holder !== undefined && holder.until > now) return { kind: "held", until: holder.until };

      grants += 1;
      const token = epoch * grantsOfAnEpoch + grants;
      held.set(name, { token, until: plusMs(now, ttlMs) });
      return { kind: "granted", token };
    },

    release: async (tenant, key, token) => {
      const name = nameOf(tenant, key);
      if (held.get(name)?.token === token) held.delete(name);
    },
  };
};

const nextEpoch = (db: Database): number =>
  db.writeNow(() => {
    db.run("INSERT INTO lease_epoch VALUES (1, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1");
    return db.get<{ epoch: number }>("SELECT epoch FROM lease_epoch")?.epoch ?? 1;
  });

/** The length in front keeps tenant `a` with key `bc` apart from tenant `ab` with key `c`. */
const nameOf = (tenant: string, key: string): string => `${tenant.length}:${tenant}${key}`;

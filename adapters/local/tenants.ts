import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import type { Tenants } from "#core/ports/tenants";
import type { TenantSettings } from "#core/tenant/settings";

export type LocalTenants = Tenants & {
  readonly put: (tenant: TenantId, settings: TenantSettings) => Promise<void>;
  readonly all: () => readonly TenantId[];
};

/** Settings in SQLite; few and small, so they are kept at hand once read. */
export const createTenants = (db: Database): LocalTenants => {
  const known = new Map<TenantId, TenantSettings>();
  return {
    settings: async (tenant) => {
      const kept = known.get(tenant) ?? stored(db, tenant);
      if (kept === null) throw new Error(`Cannot read the settings of "${tenant}": no such tenant`);
      known.set(tenant, kept);
      return kept;
    },
    put: (tenant, settings) =>
      db.write(
        () => {
          db.run("INSERT OR REPLACE INTO tenants VALUES (?, ?)", tenant, JSON.stringify(settings));
        },
        () => known.delete(tenant),
      ),
    all: () => db.all<{ id: TenantId }>("SELECT id FROM tenants ORDER BY id").map(({ id }) => id),
  };
};

const stored = (db: Database, tenant: TenantId): TenantSettings | null => {
  const row = db.get<{ settings: string }>("SELECT settings FROM tenants WHERE id = ?", tenant);
  return row === undefined ? null : (JSON.parse(row.settings) as TenantSettings);
};

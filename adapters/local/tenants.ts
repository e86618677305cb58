import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import type { SettingsKept, Tenants } from "#core/ports/tenants";
import type { TenantSettings } from "#core/tenant/settings";
import { settingsVersion } from "#core/tenant/settings-version";

export type LocalTenants = Tenants & {
  /** Only if they are at this `version` as yet; whatever they are, where none is said. */
  readonly put: (
    tenant: TenantId,
    settings: TenantSettings,
    version?: string | null,
  ) => Promise<SettingsKept>;
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
    put: (tenant, settings, version = null) =>
      db.write(
        () => {
          // Compared where it is written: two that have read the same do not both go on from it.
          const before = stored(db, tenant);
          const known = before === null ? null : settingsVersion(before);
          if (known === settingsVersion(settings)) return "repeated";
          if (version !== null && known !== version) return "version_moved";
          db.run("INSERT OR REPLACE INTO tenants VALUES (?, ?)", tenant, JSON.stringify(settings));
          return "kept";
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

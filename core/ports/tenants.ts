import type { TenantId } from "#core/kernel/ids";
import type { TenantSettings } from "#core/tenant/settings";

export interface Tenants {
  settings(tenant: TenantId): Promise<TenantSettings>;
}

/**
 * What became of settings that were to be kept. `repeated`: they were so already. `version_moved`: they were not what
 * whoever changed them has read, and nothing was kept.
 */
export type SettingsKept = "kept" | "repeated" | "version_moved";

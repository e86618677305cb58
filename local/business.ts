import { tenant } from "#local/seed";
import { inDataFolder } from "#local/stopped-house";
import type { TenantSettings } from "#core/tenant/settings";

/**
 * The settings of the business in a data folder (`null`: the configured one), and what they are from now on where
 * `change` is given. Throws `data_in_use` while a server runs on it.
 */
export const settingsIn = (data: string | null, change: TenantSettings | null) =>
  inDataFolder({ data, isDryRun: false }, async ({ deps }) => {
    if (change !== null) await deps.saveSettings(tenant, change);
    return { ok: true, value: await deps.tenants.settings(tenant) } as const;
  });

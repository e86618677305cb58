import { tenant } from "#local/seed";
import { inDataFolder } from "#local/stopped-house";
import { ok, refuse } from "#core/kernel/result";
import type { SettingsChange } from "#core/tenant/settings-input";

/**
 * The settings of the business in a data folder (`null`: the configured one), and what they are from now on where
 * `change` is given. Where there is no data yet, they are read as a first start would find them, and none is made.
 * Throws `data_in_use` while a server runs on it.
 */
export const settingsIn = (data: string | null, change: SettingsChange | null) =>
  inDataFolder({ data, isDryRun: change === null }, async ({ deps }) => {
    const kept = change && (await deps.saveSettings(tenant, change.settings, change.version));
    return kept === "version_moved"
      ? refuse({ code: "settings_changed" as const })
      : ok(await deps.tenants.settings(tenant));
  });

import * as z from "zod";
import { ok, refuse } from "#core/kernel/result";
import type { TenantSettings } from "#core/tenant/settings";
import { settingsChangeFrom } from "#core/tenant/settings-input";
import { settingsVersion } from "#core/tenant/settings-version";
import { bodyOf } from "#functions/api-input";
import type { Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";

/**
 * What a business has decided about itself: read, and replaced as a whole. The same settings twice are the same
 * settings, so no key is needed; they hold for whatever is decided from then on. Whoever names the version that they
 * have read undoes nobody else's change.
 */
export const settingsRoutes = (deps: Deps): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/settings",
    answer: async ({ tenant }) => ok(withVersion(await deps.tenants.settings(tenant))),
  },
  {
    method: "POST",
    path: "/v1/settings",
    answer: async ({ tenant, request }) => {
      const body = await bodyOf(request, z.unknown());
      if (!body.ok) return body;
      const change = settingsChangeFrom(body.value);
      if (!change.ok) return refuse(change.refusal);
      const { settings, version } = change.value;
      const kept = await deps.saveSettings(tenant, settings, version);
      return kept === "version_moved"
        ? refuse({ code: "settings_changed" })
        : ok(withVersion(settings));
    },
  },
];

const withVersion = (settings: TenantSettings) => ({
  settings,
  version: settingsVersion(settings),
});

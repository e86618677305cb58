import * as z from "zod";
import { ok, refuse } from "#core/kernel/result";
import { settingsFrom } from "#core/tenant/settings-input";
import { bodyOf } from "#functions/api-input";
import type { Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";

/**
 * What a business has decided about itself: read, and replaced as a whole. The same settings twice are the same
 * settings, so no key is needed; they hold for whatever is decided from then on.
 */
export const settingsRoutes = (deps: Deps): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/settings",
    answer: async ({ tenant }) => ok({ settings: await deps.tenants.settings(tenant) }),
  },
  {
    method: "POST",
    path: "/v1/settings",
    answer: async ({ tenant, request }) => {
      const body = await bodyOf(request, z.unknown());
      if (!body.ok) return body;
      const settings = settingsFrom(body.value);
      if (!settings.ok) return refuse(settings.refusal);
      await deps.saveSettings(tenant, settings.value);
      return ok({ settings: settings.value });
    },
  },
];

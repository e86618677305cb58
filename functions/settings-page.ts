import * as z from "zod";
import { spokenPhone } from "#core/kernel/phone";
import { refuse } from "#core/kernel/result";
import type { Zone } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import { settingsFrom } from "#core/tenant/settings-input";
import { settingsVersion } from "#core/tenant/settings-version";
import { bodyOf } from "#functions/api-input";
import type { Deps } from "#functions/deps";
import { pageReply } from "#functions/page-reply";
import { done, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import type { Frame } from "#web/layout";
import { settingsPage as markupOf } from "#web/settings";

type Around = () => Promise<{
  readonly settings: TenantSettings;
  readonly frame: Frame & { readonly zone: Zone };
}>;

/** The page `/settings`: what the business has decided about itself. `null`: there is no such page. */
export const settingsPage = async (
  deps: Deps,
  { pathname }: URL,
  around: Around,
): Promise<Response | null> => {
  if (pathname !== "/settings") return null;
  const { frame, settings } = await around();
  const spoken = spokenPhone(settings.phone, settings.country);
  const shown = { settings, spoken, pack: deps.pack.about, version: settingsVersion(settings) };
  return pageReply(markupOf(frame, shown), { status: 200, version: "" });
};

/** A link that was left empty is none. */
const link = z
  .string()
  .trim()
  .transform((text) => (text === "" ? undefined : text));

const fields = z.strictObject({
  version: z.string().max(100),
  name: z.string(),
  zone: z.string().trim(),
  country: z.string().trim(),
  locale: z.string().trim(),
  phone: z.string(),
  from: z.string(),
  until: z.string(),
  reviewLink: link,
  bookingLink: link,
  onHold: z.literal("yes").optional(),
});

/**
 * Takes what stands in the form, and leaves what only a file changes. As JSON alone, like every form that a stranger's
 * page must not send; the same settings twice are the same settings.
 */
export const changeSettings = async (deps: Deps, request: Request): Promise<Response> => {
  const correlationId = correlationOf(request);
  const isJson = request.headers.get("content-type")?.startsWith("application/json") === true;
  if (!isJson)
    return refusal(invalid("content-type", "must be application/json").refusal, correlationId);
  const form = await bodyOf(request, fields);
  if (!form.ok) return refusal(form.refusal, correlationId);

  const known = await deps.tenants.settings(deps.localTenant);
  const wanted = settingsFrom(withForm(known, form.value));
  if (!wanted.ok) return refusal(wanted.refusal, correlationId);
  // Somebody else's change would be undone by whoever has not seen it.
  const kept = await deps.saveSettings(deps.localTenant, wanted.value, form.value.version);
  if (kept === "version_moved") return refusal({ code: "settings_changed" }, correlationId);
  return done({ outcome: kept === "kept" ? "done" : kept });
};

const invalid = (path: string, why: string) =>
  refuse({ code: "payload_invalid" as const, details: { path, why } });

const withForm = (known: TenantSettings, form: z.infer<typeof fields>): object => {
  const { version: _, from, until, onHold, ...said } = form;
  return { ...known, ...said, quietHours: { from, until }, onHold: onHold && true };
};

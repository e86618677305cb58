import * as z from "zod";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import { zoneFrom } from "#core/kernel/time";
import { linkFrom } from "#core/message/link";
import { consentPurposes } from "#core/policy/purpose";
import type { TenantSettings } from "#core/tenant/settings";
import { issueWords } from "#core/kernel/issue-words";

/** The first thing that is wrong with settings: where it stands (`quietHours.from`), and what it must be. */
export type SettingsInvalid = {
  readonly code: "payload_invalid";
  readonly details: { readonly path: string; readonly why: string };
};

/**
 * What a business may decide about itself, as a person writes it down; a number may be written as people dial
 * it. A name that is not known is refused: it was meant to do something.
 */
export const settingsFrom = (input: unknown): Result<TenantSettings, SettingsInvalid> => {
  const parsed = settings.safeParse(input, { error: issueWords });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid((issue?.path ?? []).join("."), issue?.message ?? "cannot be used");
  }
  const zone = zoneFrom(parsed.data.zone);
  if (zone === null) return invalid("zone", "must be a time zone such as America/New_York");
  const phone = phoneFrom(parsed.data.phone, parsed.data.country);
  return phone === null
    ? invalid("phone", "must be a number that people can call, such as +14045551234")
    : ok(withoutUndefined({ ...parsed.data, zone, phone }));
};

export type SettingsChange = {
  readonly settings: TenantSettings;
  /** Of the settings that were read before they were changed; `null` where that is not said. */
  readonly version: string | null;
};

/** The same, with the `version` that stood beside the settings when they were read. */
export const settingsChangeFrom = (input: unknown): Result<SettingsChange, SettingsInvalid> => {
  const named = withVersion.safeParse(input);
  if (!named.success) return invalid("version", "must be as it was read");
  const { version = null, ...rest } = named.data;
  const judged = settingsFrom(rest);
  return judged.ok ? ok({ settings: judged.value, version }) : judged;
};

const invalid = (path: string, why: string): Result<never, SettingsInvalid> =>
  refuse({ code: "payload_invalid", details: { path, why } });

/** What is left out is not there: settings are kept as JSON. */
const withoutUndefined = (found: object): TenantSettings =>
  Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as TenantSettings;

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time such as 20:00" });
const hours = { from: clock, until: clock };
const link = z.string().refine((text) => linkFrom(text) !== null, {
  error: "must be an https address that can stand in a text",
});
const count = z.number().int().min(0);

const withVersion = z.looseObject({ version: z.string().max(100).optional() });

const settings = z.strictObject({
  name: z.string().trim().min(1).max(60),
  zone: z.string(),
  country: z.string().regex(/^[A-Z]{2}$/, { error: "must be two letters such as US" }),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: "must be a language such as en-US" }),
  phone: z.string().max(64),
  quietHours: z.strictObject(hours),
  reviewLink: link.optional(),
  bookingLink: link.optional(),
  consentQuestions: z
    .array(
      z.strictObject({
        question: z.string().trim().min(1).max(300),
        purposes: z.array(z.enum(consentPurposes)).min(1),
        yes: z.string().trim().min(1).max(300).optional(),
      }),
    )
    .max(20)
    .optional(),
  modelBudget: z
    .strictObject({ tokensPerMonth: count, minorPerMonth: count.nullable() })
    .optional(),
  pace: z
    .strictObject({ segmentsPerSecond: z.number().positive(), burst: z.number().min(1) })
    .optional(),
  deposits: z
    .strictObject({
      fromRisk: z.number().int().min(1).max(100).nullable().optional(),
      everybody: z.boolean().optional(),
      services: z.array(z.string().trim().min(1).max(200)).max(500).optional(),
    })
    .optional(),
  channels: z
    .strictObject({
      email: z.boolean().optional(),
      whatsapp: z.enum(["always", "answers"]).optional(),
      whatsappTemplates: z.record(z.string(), z.string().regex(/^HX[0-9a-fA-F]{32}$/)).optional(),
    })
    .optional(),
  openingHours: z
    .array(
      z.strictObject({
        days: z.array(z.number().int().min(1).max(7)).min(1),
        ...hours,
      }),
    )
    .max(30)
    .optional(),
  onHold: z.boolean().optional(),
});

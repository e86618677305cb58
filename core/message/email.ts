import { spokenPhone } from "#core/kernel/phone";
import { ok, type Result } from "#core/kernel/result";
import type { Template } from "#core/message/template";
import type { TextRules } from "#core/message/rules";
import type { MessageValues } from "#core/message/values";
import { type IsOwnLink, type Unwritable, writeText, type Written } from "#core/message/write";
import type { TenantSettings } from "#core/tenant/settings";

/**
 * The same words as a text would have, as an e-mail: with room for any link, in any letters, and with the notice for
 * e-mails in place of that for texts. It has no segments, because it costs none.
 */
export const writeEmail = (
  template: Template,
  values: MessageValues,
  rules: TextRules,
  isOwnLink?: IsOwnLink,
): Result<Written, Unwritable> => {
  const roomy: TextRules = {
    ...rules,
    gsm7Only: false,
    optOutNotice: filled((rules.email ?? plainEmail).notice, values.clinic),
    segments: { default: mostSegments, exceptions: {} },
    limits: { ...rules.limits, clinicName: longestName },
  };
  const written = writeText(template, values, roomy, isOwnLink);
  return written.ok ? ok({ body: written.value.body, segments: 0 }) : written;
};

/** Some 2,000 characters: what is longer than that has gone wrong. */
const mostSegments = 30;
const longestName = 200;

/** What stands over an e-mail of this business. */
export const emailSubject = (rules: TextRules, settings: TenantSettings): string => {
  const phone = spokenPhone(settings.phone, settings.country);
  return filled((rules.email ?? plainEmail).subject, { name: settings.name, phone });
};

/** For a pack that says nothing of e-mails. */
const plainEmail = {
  subject: "{{ clinic.name }}",
  notice: "To get no more e-mails like this one, call {{ clinic.phone }}.",
};

const filled = (line: string, clinic: { readonly name: string; readonly phone: string }): string =>
  line
    .replaceAll("{{ clinic.name }}", () => clinic.name)
    .replaceAll("{{ clinic.phone }}", () => clinic.phone)
    .replace(/\s+/gu, " ")
    .trim();

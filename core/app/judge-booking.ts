import type { Booking, Contact, Reach } from "#core/appointment/events";
import { type BookingDetails } from "#core/booking/change";
import { emailFrom, nameFrom } from "#core/intake/plain-text";
import { as, type CustomerId, type TenantId } from "#core/kernel/ids";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Zone, zoneFrom } from "#core/kernel/time";
import { linkFrom } from "#core/message/link";
import { formConsents } from "#core/policy/form-consent";
import type { Vault } from "#core/ports/vault";
import { asksForDeposit, type DepositRules, depositRulesOf } from "#core/payment/deposit-rules";
import type { TenantSettings } from "#core/tenant/settings";
import { referenceKey } from "#core/appointment/state";

export type ZoneUnknown = {
  readonly code: "zone_unknown";
  readonly details: { readonly zone: string };
};

/**
 * Judges what a booking system said by the tenant's settings: which zone counts, whether anybody can be
 * texted, who the customer is, and whether the service asks for a deposit; names and links are made fit to be kept and sent. A zone that does not exist is refused, for every local time would be
 * wrong; a phone that cannot be used is not, for the visit still takes place.
 */
export const judgeBooking = async (
  deps: { readonly vault: Vault; readonly pack: { readonly deposits: DepositRules } },
  tenant: TenantId,
  settings: TenantSettings,
  details: BookingDetails,
): Promise<Result<Booking, ZoneUnknown>> => {
  const zone = details.zone === null ? settings.zone : zoneFrom(details.zone);
  if (zone === null)
    return refuse({ code: "zone_unknown", details: { zone: printable(details.zone ?? "") } });

  const phone = details.phone === null ? null : phoneFrom(details.phone, settings.country);
  const contact: Contact = {
    name: nameFrom(details.name),
    email: emailFrom(details.email),
    phone,
  };
  return ok({
    customer: await customerIdOf(deps.vault, tenant, contact, referenceKey(details.reference)),
    reference: details.reference,
    start: details.start,
    end: details.end,
    zone,
    zoneFrom: details.zone === null ? "tenant" : "appointment",
    reach: reachOf(details.phone, contact, settings),
    contact,
    links: { reschedule: linkFrom(details.rescheduleUrl), cancel: linkFrom(details.cancelUrl) },
    ...asTold(details),
    ...saidOfTexts(details, settings),
    ...(details.service !== undefined && {
      serviceAsksDeposit: asksForDeposit(
        depositRulesOf(deps.pack.deposits, settings),
        details.service,
      ),
    }),
  });
};

const asTold = ({ madeAt, payment }: BookingDetails): Pick<Booking, "madeAt" | "payment"> => ({
  ...(madeAt !== undefined && { madeAt }),
  ...(payment !== undefined && { payment }),
});

const saidOfTexts = (
  { answers = [] }: BookingDetails,
  { consentQuestions = [] }: TenantSettings,
): Pick<Booking, "consents"> => {
  const consents = formConsents(answers, consentQuestions);
  return consents.length > 0 ? { consents } : {};
};

/**
 * Who the customer is: whoever holds the phone that we text; without one, whoever reads the e-mail.
 * The id is a keyed hash, so it can be found again and says nothing.
 */
export const customerIdOf = async (
  vault: Vault,
  tenant: TenantId,
  contact: Pick<Contact, "phone" | "email">,
  otherwise: string,
): Promise<CustomerId> => {
  const identity = identityOf(contact) ?? `reference:${otherwise}`;
  return as<CustomerId>((await vault.fingerprint(tenant, `customer:${identity}`)).slice(0, 32));
};

const identityOf = ({ phone, email }: Pick<Contact, "phone" | "email">): string | null => {
  if (phone !== null) return `phone:${phone}`;
  return email === null ? null : `email:${email.trim().toLowerCase()}`;
};

const reachOf = (
  given: string | null,
  { phone, email }: Contact,
  { channels }: TenantSettings,
): Reach => {
  if (phone !== null) return "reachable";
  if (email !== null && channels?.email === true) return "by_email";
  return given === null ? "no_phone" : "phone_unusable";
};

const printable = (zone: Zone | string): string =>
  zone.replaceAll(/[^A-Za-z0-9/_+-]/g, "?").slice(0, 64);

import type { CustomerRefusal, CustomerWish } from "#core/customer/commands";
import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import { decideConsent } from "#core/customer/consent";
import type { ImportedConsent, ImportedContact } from "#core/import/row";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, instantFrom } from "#core/kernel/time";

type Import = Extract<CustomerWish, { kind: "import_contact" }>;

/**
 * Takes what a list says of a customer, once: a row that says what the last one said is nothing new, also
 * where a booking has changed the contact since. What the row leaves empty stays as it is.
 *
 * A list only ever adds to the opt-outs. And it brings nobody back: whoever was erased stays so until they
 * come by themselves, for the list is most often older than their wish.
 */
export const importContact = (
  state: CustomerState,
  wish: Import,
  now: Instant,
): Result<readonly CustomerEvent[], CustomerRefusal> => {
  const { contact, row, source } = wish;
  if (contact === null) return ok(optOut(state, wish));
  if (state.status === "erased") return refuse({ code: "customer_erased" });
  if (state.imported?.row === row) return ok([]);

  const { language, zone, consents, evidence } = contact;
  return ok([
    ...contactEvents(state, contact),
    { type: "customer.imported", source, row, language, zone, consents, evidence },
    ...consents.flatMap((one) => decideConsent(state, consentWish(one, evidence, now), now)),
    ...optOut(state, wish),
  ]);
};

const consentWish = (
  { purpose, granted, on }: ImportedConsent,
  where: string | null,
  now: Instant,
): Parameters<typeof decideConsent>[1] => ({
  kind: granted ? "import_consent" : "withdraw_consent",
  purpose,
  evidence: {
    how: "import",
    at: (on === null ? null : instantFrom(`${on}T00:00:00Z`)) ?? now,
    where,
    wording: null,
  },
});

const contactEvents = (
  state: CustomerState,
  { name, email, phone }: ImportedContact,
): readonly CustomerEvent[] => {
  const { contact } = state;
  const merged = {
    name: name ?? contact.name,
    email: email ?? contact.email,
    phone: phone ?? contact.phone,
  };
  if (state.status !== "known") return [{ type: "customer.registered", ...merged }];
  const isSame =
    merged.name === contact.name &&
    merged.email === contact.email &&
    merged.phone === contact.phone;
  return isSame ? [] : [{ type: "customer.contact_changed", ...merged }];
};

const optOut = (state: CustomerState, { optedOut, source }: Import): readonly CustomerEvent[] =>
  optedOut && !state.optedOut
    ? [
        {
          type: "customer.opted_out",
          how: "import",
          evidence: `import:${source.importId}:${source.line}`,
        },
      ]
    : [];

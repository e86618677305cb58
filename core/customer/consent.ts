import type { CustomerWish } from "#core/customer/commands";
import type { CustomerEvent } from "#core/customer/events";
import { isOverruled } from "#core/customer/last-words";
import type { CustomerState } from "#core/customer/state";
import type { Instant } from "#core/kernel/time";

type ConsentWish = Extract<CustomerWish, { purpose: unknown }>;
type Note = Extract<CustomerWish, { kind: "note_appointment" }>;

/**
 * Records what the customer allows or no longer does. The same word twice says nothing new. An import tells
 * of the past, so it never overrides what has been said to us since.
 */
export const decideConsent = (
  { consents }: CustomerState,
  { kind, purpose, evidence: given }: ConsentWish,
  now: Instant,
): readonly CustomerEvent[] => {
  const known = consents[purpose];
  const evidence = { ...given, at: given.at ?? now };
  switch (kind) {
    case "grant_consent":
      return known === "granted" ? [] : [{ type: "customer.consent_granted", purpose, evidence }];
    case "withdraw_consent":
      return known === "withdrawn"
        ? []
        : [{ type: "customer.consent_withdrawn", purpose, evidence }];
    case "import_consent":
      return known === undefined ? [{ type: "customer.consent_imported", purpose, evidence }] : [];
  }
};

/**
 * What a booking form says of texts: recorded with the question that was asked. It is the customer's own word,
 * so a yes counts also after an earlier no; a no takes back what was allowed before. A form that is heard of late
 * says nothing against what was said since.
 */
export const answeredConsents = (
  state: CustomerState,
  { consents = [], appointment }: Note,
  at: Instant,
): readonly CustomerEvent[] =>
  consents.flatMap(({ purpose, granted, question }) => {
    if (isOverruled(at, state.said.consents[purpose])) return [];
    const evidence = {
      how: "form",
      at,
      where: `appointment/${appointment}`,
      wording: question,
    } as const;
    const kind = granted ? "grant_consent" : "withdraw_consent";
    return decideConsent(state, { kind, purpose, evidence }, at);
  });

/**
 * Who gives a phone with a booking allows texts about that booking: recorded once. Who has said no to them
 * has to say yes; booking again does not.
 */
export const impliedConsent = (
  { consents }: CustomerState,
  { contact, appointment }: Note,
  at: Instant,
): readonly CustomerEvent[] => {
  const hasPhone = contact !== null && contact.phone !== null;
  if (!hasPhone || consents.reminder !== undefined) return [];
  const evidence = {
    how: "booking",
    at,
    where: `appointment/${appointment}`,
    wording: null,
  } as const;
  return [{ type: "customer.consent_granted", purpose: "reminder", evidence }];
};

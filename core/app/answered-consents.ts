import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { Commit } from "#core/kernel/message";
import type { FormConsent } from "#core/policy/form-consent";

/** What the form of a first booking says of texts. A move carries its answers along: they are no new word. */
export const answeredConsents = ({
  events,
}: Commit): { readonly consents?: readonly FormConsent[] } => {
  const consents = (events as readonly AppointmentStreamEvent[]).flatMap((event) =>
    event.type === "appointment.booked" && event.plan === 1 ? (event.consents ?? []) : [],
  );
  return consents.length === 0 ? {} : { consents };
};

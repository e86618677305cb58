import type { ConsentEvidence, CustomerEvent } from "#core/customer/events";
import type { Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import type { Instant } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";

/** What a customer has said about texts: when it was recorded, by whom, how, and what proves it. */
export type ConsentChange = {
  readonly at: Instant;
  /** Who recorded it: a person, a program of the business, a booking system. */
  readonly by: string;
  readonly how: string;
} & (
  | { readonly kind: "opted_out" | "opted_in"; readonly evidence: string }
  | {
      readonly kind: "granted" | "withdrawn";
      readonly purpose: ConsentPurpose;
      readonly evidence: Omit<ConsentEvidence, "how">;
    }
);

/** All that was ever said, the first first. */
export const consentIn = (commits: readonly Commit[]): readonly ConsentChange[] =>
  commits.flatMap(({ at, cause, events }) =>
    (events as readonly CustomerEvent[]).flatMap((event) =>
      saidIn(event, { at, by: cause.actor.kind }),
    ),
  );

const saidIn = (
  event: CustomerEvent,
  recorded: { readonly at: Instant; readonly by: string },
): readonly ConsentChange[] => {
  const { type } = event;
  if (type === "customer.opted_out" || type === "customer.opted_in") {
    const kind = type === "customer.opted_out" ? "opted_out" : "opted_in";
    return [{ ...recorded, kind, how: event.how, evidence: event.evidence }];
  }
  if (type === "customer.consent_granted" || type === "customer.consent_imported")
    return [{ ...recorded, kind: "granted", ...proven(event) }];
  return type === "customer.consent_withdrawn"
    ? [{ ...recorded, kind: "withdrawn", ...proven(event) }]
    : [];
};

const proven = ({
  purpose,
  evidence: { how, at, where, wording },
}: {
  readonly purpose: ConsentPurpose;
  readonly evidence: ConsentEvidence;
}) => ({
  purpose,
  how,
  evidence: { at, where: unlessErased(where), wording: unlessErased(wording) },
});

const unlessErased = (text: string | null): string | null => (text === erasedText ? null : text);

import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import type { Instant } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { TaskEvent } from "#core/workflow/events";

/** When the customer said what last: an older word that is told late overrides none of it. */
export type LastWords = {
  /** That they want texts, also where nobody knew that they had not. */
  readonly optIn: Instant | null;
  /** A text came from their number, or the number is new: it can be texted. */
  readonly reached: Instant | null;
  /** The booking, or the list, that gave their name and addresses. */
  readonly contact: Instant | null;
  readonly consents: Readonly<Partial<Record<ConsentPurpose, Instant>>>;
};

export const noWords: LastWords = { optIn: null, reached: null, contact: null, consents: {} };

export const wordsAfter = (
  { said, contact }: CustomerState,
  event: CustomerEvent | TaskEvent,
  at: Instant,
): LastWords => {
  if (wantsTexts(event)) return { ...said, optIn: at };
  if (event.type === "customer.text_received")
    return event.channel === undefined ? { ...said, reached: at } : said;
  if (isContact(event)) {
    const reached = event.phone === contact.phone ? said.reached : at;
    return { ...said, reached, contact: event.saidAt ?? at };
  }
  return isConsent(event) ? withConsent(said, event) : said;
};

type Of<T extends CustomerEvent["type"]> = Extract<CustomerEvent, { type: T }>;
type Contact = Of<"customer.registered" | "customer.contact_changed">;
type Consent = Extract<CustomerEvent, { purpose: unknown }>;

const isContact = (event: CustomerEvent | TaskEvent): event is Contact =>
  event.type === "customer.registered" || event.type === "customer.contact_changed";

const isConsent = (event: CustomerEvent | TaskEvent): event is Consent => "purpose" in event;

const withConsent = (said: LastWords, { purpose, evidence }: Consent): LastWords => ({
  ...said,
  consents: { ...said.consents, [purpose]: evidence.at },
});

const wantsTexts = (event: CustomerEvent | TaskEvent): boolean =>
  event.type === "customer.opted_in" ||
  (event.type === "customer.text_settled" &&
    event.outcome.kind === "acted" &&
    event.outcome.action === "opt_in");

/** Whether that was said after this. What is being said just now has no time yet, and is the newest. */
export const isOverruled = (at: Instant | undefined, by: Instant | null | undefined): boolean =>
  at !== undefined && by !== null && by !== undefined && by > at;

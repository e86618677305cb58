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
  readonly consents: Readonly<Partial<Record<ConsentPurpose, Instant>>>;
};

export const noWords: LastWords = { optIn: null, reached: null, consents: {} };

export const wordsAfter = (
  { said, contact }: CustomerState,
  event: CustomerEvent | TaskEvent,
  at: Instant,
): LastWords => {
  if (wantsTexts(event)) return { ...said, optIn: at };
  if (showsReach(event, contact.phone)) return { ...said, reached: at };
  if (!("evidence" in event && "purpose" in event)) return said;
  const { purpose, evidence } = event;
  return { ...said, consents: { ...said.consents, [purpose]: evidence.at } };
};

const wantsTexts = (event: CustomerEvent | TaskEvent): boolean =>
  event.type === "customer.opted_in" ||
  (event.type === "customer.text_settled" &&
    event.outcome.kind === "acted" &&
    event.outcome.action === "opt_in");

const showsReach = (event: CustomerEvent | TaskEvent, known: string | null): boolean => {
  if (event.type === "customer.text_received") return event.channel === undefined;
  const isContact =
    event.type === "customer.registered" || event.type === "customer.contact_changed";
  return isContact && event.phone !== known;
};

/** Whether that was said after this. What is being said just now has no time yet, and is the newest. */
export const isOverruled = (at: Instant | undefined, by: Instant | null | undefined): boolean =>
  at !== undefined && by !== null && by !== undefined && by > at;

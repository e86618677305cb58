import type { ConsentPurpose } from "#core/policy/purpose";

/** What a pack lays down for all texts to one customer. In force as it stands now, whatever an older run has pinned. */
export type SendingRules = {
  /** Purposes that a customer allows by giving the phone with a booking. The others have to be granted. */
  readonly impliedByBooking: readonly ConsentPurpose[];
  readonly caps: readonly Cap[];
};

export type CapName = "daily_cap" | "reminder_daily_cap" | "reminder_weekly_cap";

/** At most so many within so many of the recipient's local days, today counted, over all the appointments of a customer. */
export type Cap = {
  readonly name: CapName;
  /** `reminders`: only what comes by itself before a visit. Answers to the customer are outside of it. */
  readonly counts: "texts" | "reminders";
  readonly most: number;
  readonly days: number;
};

/** No customer gets more than this, whatever the trade. */
export const mostTextsPerDay = 3;

/** What a text is about, as a journey's step says it. Where a step says nothing it is a `reminder`. */
export const textPurposes = [
  /** Answers something that the customer has just done. */
  "confirmation",
  /** Comes by itself, before a visit. */
  "reminder",
  /** Speaks of money that is to be paid. */
  "deposit",
  /** Asks, after a visit, what it was like. */
  "review",
  /** Offers something: the next visit, say. */
  "marketing",
] as const;

export type TextPurpose = (typeof textPurposes)[number];

/** What a customer allows or not. Confirmations and reminders are one: both are about a visit that they have booked. */
export const consentPurposes = ["reminder", "deposit", "review", "marketing"] as const;

export type ConsentPurpose = (typeof consentPurposes)[number];

export const consentFor = (purpose: TextPurpose): ConsentPurpose =>
  purpose === "confirmation" ? "reminder" : purpose;

/** These speak of a visit that is over; the others are noise as soon as it has begun. */
export const isAfterVisit = (purpose: TextPurpose): boolean =>
  purpose === "review" || purpose === "marketing";

import type { Actor, Event } from "#core/kernel/message";

/**
 * Who may wish what, as far as types can say it.
 *
 * - **the system**: a journey, a timer, a model, whatever acts by itself.
 * - **accountable**: a customer, a business's booking system or payment service, an operator. Somebody can be asked
 *   why.
 *
 * Taking a visit away, taking money, giving money back and erasing somebody are for the accountable; so is to say
 * what was booked and what was paid. For the system these wishes have no spelling: a command that bears both does
 * not compile. So no `if` need refuse it, and none can be forgotten. `charge` and `refund` are nobody's wish yet;
 * whoever adds them finds the wall standing.
 */
export type ForTheAccountable =
  | "cancel"
  | "charge"
  | "refund"
  | "erase"
  | "book"
  | "move"
  | "stand"
  | "note_moved_away"
  | "let_go"
  | "note_payment";

export type System = Extract<Actor, { readonly kind: "system" }>;
export type Accountable = Exclude<Actor, System>;

/** What is left of the wishes where nobody accountable wishes. */
export type BySystem<Wish> = Exclude<Wish, { readonly kind: ForTheAccountable }>;

/** What these wishes come to: no commit of the system holds any of it. */
export const neverBySystem = [
  "appointment.cancelled",
  "payment.pending",
  "payment.paid",
  "payment.paid_otherwise",
  "payment.failed",
  "payment.refunded",
  "payment.disputed",
  "customer.erased",
] as const satisfies readonly Event["type"][];

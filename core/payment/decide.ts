import type { PaymentNews, PaymentNote, PaymentWish } from "#core/payment/commands";
import type { DisputeStage, PaymentEvent } from "#core/payment/events";
import {
  type Deposit,
  type Deposits,
  depositOf,
  evolveDeposits,
  isAsFor,
  isHeld,
  type Payment,
  unheard,
} from "#core/payment/state";
import type { CustomerId, ExecutionId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** What money has to know of the visit. `open`: agreed and not confirmed; `elsewhere`: it lives on in another stream. */
export type VisitStanding = "open" | "cancelled" | "elsewhere" | "other";

/** What a person is to do about money: the system never gives any back, and never takes any. */
export type PaymentTaskKind =
  | "refund-second-payment"
  | "refund-after-cancellation"
  | "deposit-of-moved-visit"
  | "check-deposit-amount"
  | "answer-dispute";

/** About which payment (or dispute) it is; the same two always name the same task. */
export type PaymentTask = { readonly kind: PaymentTaskKind; readonly about: string };

export type Noted = {
  readonly events: readonly PaymentEvent[];
  readonly asks: readonly (PaymentTask & { readonly dueAt: Instant | null })[];
  /** Tasks that are done with this, where they are open. */
  readonly settles: readonly PaymentTask[];
  /** A paid deposit confirms the visit. */
  readonly confirms: boolean;
};

type Place = {
  readonly deposits: Deposits;
  readonly visit: VisitStanding;
  readonly customer: CustomerId;
  readonly now: Instant;
};

/**
 * Decides what a word on a payment means. Words come late, twice and in any order: what is known already, or
 * has been overtaken, says nothing new. Money that is there and should not be becomes a person's task, one for
 * each payment.
 */
export const notePayment = (place: Place, { execution, note }: PaymentWish): Noted => {
  const deposit = depositOf(place.deposits, execution);
  if (!isNews(deposit, note)) return nothing;

  const event = eventOf(place, execution, note);
  const after = evolveDeposits(place.deposits, event, place.now);
  switch (note.what) {
    case "link_created":
    case "pending":
    case "failed":
      return { ...nothing, events: [event] };
    case "paid":
      return { ...paid(place.visit, after, { execution, ...note }), events: [event] };
    case "refunded":
      return {
        ...nothing,
        events: [event],
        settles: settledByRefund(after, { execution, ...note }),
      };
    case "disputed": {
      const task = { kind: "answer-dispute", about: note.dispute } as const;
      const isOpen = note.stage === "opened";
      const asks = isOpen ? [{ ...task, dueAt: note.answerBy }] : [];
      return { ...nothing, events: [event], asks, settles: isOpen ? [] : [task] };
    }
  }
};

const nothing: Noted = { events: [], asks: [], settles: [], confirms: false };

const isNews = (deposit: Deposit, note: PaymentNote): boolean =>
  note.what === "link_created"
    ? deposit.asked === null
    : isNewsOf(deposit.payments[note.payment] ?? unheard, note);

const isNewsOf = ({ status, refundedMinor, disputes }: Payment, note: PaymentNews): boolean => {
  switch (note.what) {
    case "pending":
      return status === "reported";
    case "paid":
      return status !== "paid";
    case "failed":
      return status !== "paid" && status !== "failed";
    case "refunded":
      return note.refundedMinor > refundedMinor;
    case "disputed":
      return isFurther(disputes[note.dispute], note.stage);
  }
};

const isFurther = (known: DisputeStage | undefined, told: DisputeStage): boolean =>
  known === undefined || (known === "opened" && told !== "opened");

const eventOf = (
  { customer, deposits }: Place,
  execution: PaymentWish["execution"],
  note: PaymentNote,
): PaymentEvent => {
  switch (note.what) {
    case "link_created": {
      const { what: _, ...rest } = note;
      return { type: "payment.link_created", execution, customer, ...rest };
    }
    case "pending": {
      const { what: _, ...rest } = note;
      return { type: "payment.pending", execution, ...rest };
    }
    case "paid": {
      const { what: _, ...rest } = note;
      const isAsked = isAsFor(depositOf(deposits, execution), { ...unheard, amount: note });
      return { type: isAsked ? "payment.paid" : "payment.paid_otherwise", execution, ...rest };
    }
    case "failed":
      return { type: "payment.failed", execution, payment: note.payment };
    case "refunded": {
      const { what: _, ...rest } = note;
      return { type: "payment.refunded", execution, ...rest };
    }
    case "disputed": {
      const { what: _, answerBy: __, ...rest } = note;
      return { type: "payment.disputed", execution, ...rest };
    }
  }
};

type Verdict = Omit<Noted, "events">;
type OfPayment = { readonly execution: ExecutionId; readonly payment: string };

/** One payment becomes one task at most: the reason why the money should not be here at all goes first. */
const paid = (
  visit: VisitStanding,
  deposits: Deposits,
  { execution, payment }: OfPayment,
): Verdict => {
  const deposit = depositOf(deposits, execution);
  const own = deposit.payments[payment];
  if (own === undefined || !isHeld(own)) return nothing; // Its refund was heard of first: the money has gone back.

  const kind = whyNotToBeKept(visit, deposits, { deposit, own });
  if (kind !== null) return { ...nothing, asks: [{ kind, about: payment, dueAt: null }] };
  return { ...nothing, confirms: visit === "open" };
};

const whyNotToBeKept = (
  visit: VisitStanding,
  deposits: Deposits,
  { deposit, own }: { readonly deposit: Deposit; readonly own: Payment },
): PaymentTaskKind | null => {
  if (visit === "cancelled") return "refund-after-cancellation";
  if (visit === "elsewhere") return "deposit-of-moved-visit";
  const isAsked = isAsFor(deposit, own);
  if (heldFor(deposits) > (isAsked ? 1 : 0)) return "refund-second-payment";
  return isAsked ? null : "check-deposit-amount";
};

/**
 * How often the deposit is there. Of a visit that was asked twice, because it moved or a payment failed, one is
 * kept; what was paid in another amount is none.
 */
const heldFor = (deposits: Deposits): number =>
  Object.values(deposits).flatMap((deposit) =>
    Object.values(deposit.payments).filter((one) => isHeld(one) && isAsFor(deposit, one)),
  ).length;

/**
 * Only a whole refund settles anything: of a part given back, a person knows what it was for. Of two payments
 * either may be given back, where both are what was asked.
 */
const settledByRefund = (
  deposits: Deposits,
  { execution, payment }: OfPayment,
): readonly PaymentTask[] => {
  const own = depositOf(deposits, execution).payments[payment];
  const { amount, refundedMinor } = own ?? { amount: null, refundedMinor: 0 };
  if (amount === null || refundedMinor < amount.amountMinor) return [];

  const second = heldFor(deposits) > 1 ? [payment] : new Set([payment, ...asAsked(deposits)]);
  return [
    { kind: "refund-after-cancellation", about: payment },
    { kind: "deposit-of-moved-visit", about: payment },
    { kind: "check-deposit-amount", about: payment },
    ...Array.from(second, (about): PaymentTask => ({ kind: "refund-second-payment", about })),
  ];
};

const asAsked = (deposits: Deposits): readonly string[] =>
  Object.values(deposits).flatMap((deposit) =>
    Object.entries(deposit.payments).flatMap(([id, one]) => (isAsFor(deposit, one) ? [id] : [])),
  );

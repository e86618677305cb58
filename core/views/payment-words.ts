import { spokenMoney as spoken } from "#core/money/money";
import type { DisputeStage, Money, PaymentEvent } from "#core/payment/events";
import type { CustomerInExpressions } from "#core/workflow/definition";

/** What happened to a deposit, as a sentence that goes on after "because". */
export const paymentFactWords = {
  "payment.link_created": "a link for the deposit was made",
  "payment.pending": "the deposit is on its way",
  "payment.paid": "the deposit was paid",
  "payment.paid_otherwise": "another amount was paid than was asked",
  "payment.failed": "the payment failed",
  "payment.refunded": "the money was given back",
  "payment.disputed": "the bank has taken the matter up or closed it",
} as const satisfies Record<PaymentEvent["type"], string>;

/** What a step of a journey may wait for. */
export const paymentAwaitedWords = {
  "payment.link_created": "a link for the deposit",
  "payment.pending": "a payment on its way",
  "payment.paid": "the deposit",
  "payment.paid_otherwise": "a payment of another amount",
  "payment.failed": "a failed payment",
  "payment.refunded": "a refund",
  "payment.disputed": "word of the bank",
} as const satisfies Record<PaymentEvent["type"], string>;

export const disputeWords = {
  opened: "The customer’s bank wants the deposit back",
  won: "The bank leaves us the deposit",
  lost: "The bank has taken the deposit back",
  withdrawn: "The bank has closed its question about the deposit",
} as const satisfies Record<DisputeStage, string>;

/** Why a deposit is asked for, where one is: what a run has recorded of it. */
export const depositBecause = (customer: CustomerInExpressions | undefined): string | null => {
  if (customer?.deposit_because === "everybody") return "a deposit is asked of everybody";
  if (customer?.deposit_because === "service") return "a deposit is asked for this service";
  if (customer?.deposit_because !== "risk") return null;
  return `a deposit is asked because the risk of a missed visit is ${customer.risk.score} of 100`;
};

/** `25.00 USD`. */
export const spokenMoney = ({ amountMinor, currency }: Money): string =>
  spoken({ minor: amountMinor, currency });

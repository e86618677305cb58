import type { DisputeStage, Money, PaymentEvent } from "#core/payment/events";

/** What happened to a deposit, as a sentence that goes on after "because". */
export const paymentFactWords = {
  "payment.link_created": "a link for the deposit was made",
  "payment.pending": "the deposit is on its way",
  "payment.paid": "the deposit was paid",
  "payment.failed": "the payment failed",
  "payment.refunded": "the money was given back",
  "payment.disputed": "the bank has taken the matter up or closed it",
} as const satisfies Record<PaymentEvent["type"], string>;

/** What a step of a journey may wait for. */
export const paymentAwaitedWords = {
  "payment.link_created": "a link for the deposit",
  "payment.pending": "a payment on its way",
  "payment.paid": "the deposit",
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

/** `25.00 USD`. Digits after the point by ISO 4217; a currency that is not listed here has two. */
export const spokenMoney = ({ amountMinor, currency }: Money): string => {
  const digits = digitsOf.get(currency) ?? 2;
  const text = String(amountMinor).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return digits === 0
    ? `${whole} ${currency}`
    : `${whole}.${text.slice(text.length - digits)} ${currency}`;
};

/** Source: ISO 4217, list one, of those that the payment service can charge in. */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "VND", "VUV"].map(
    (code) => [code, 0] as const,
  ),
  ...["XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
  ...["BHD", "JOD", "KWD", "OMR", "TND"].map((code) => [code, 3] as const),
]);

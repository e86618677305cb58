import type { CustomerId, ExecutionId } from "#core/kernel/ids";

/**
 * - **deposit**: what one execution has asked a customer to pay; it bears that execution's id.
 * - **payment**: one time that somebody has paid, or tried to; it bears the provider's id. A deposit may get several.
 * - **minor unit**: the smallest of a currency. Amounts are whole numbers of it, never fractions.
 */
export type Money = {
  readonly amountMinor: number;
  /** ISO 4217, in capitals. */
  readonly currency: string;
};

type OfPayment = { readonly execution: ExecutionId; readonly payment: string };

export type PaymentEvent =
  | ({
      readonly type: "payment.link_created";
      readonly execution: ExecutionId;
      readonly customer: CustomerId;
      readonly link: string;
      /** Whoever holds it may pay, so it is sealed. */
      readonly url: string;
    } & Money)
  /** Paid by a way that takes days (a bank debit, say): nobody has the money yet. */
  | ({ readonly type: "payment.pending" } & OfPayment & Money)
  | ({ readonly type: "payment.paid" } & OfPayment & Money)
  /** Paid, but another amount or currency than was asked: it is there, and it is not the deposit. */
  | ({ readonly type: "payment.paid_otherwise" } & OfPayment & Money)
  | ({ readonly type: "payment.failed" } & OfPayment)
  /** Given back, all of it or a part: `refundedMinor` is the sum of all refunds so far. */
  | ({ readonly type: "payment.refunded"; readonly refundedMinor: number } & OfPayment & Money)
  /** The customer has asked their bank for the money back. `withdrawn`: it ended without a verdict. */
  | ({
      readonly type: "payment.disputed";
      readonly dispute: string;
      readonly stage: DisputeStage;
    } & OfPayment &
      Money);

export type DisputeStage = "opened" | "won" | "lost" | "withdrawn";

export const isPaymentEvent = (event: { readonly type: string }): event is PaymentEvent =>
  event.type.startsWith("payment.");

import type { DisputeStage, Money } from "#core/payment/events";
import type { ExecutionId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** What is heard of the payment of a deposit, from the provider's side. */
export type PaymentNews =
  | ({ readonly what: "pending" | "paid"; readonly payment: string } & Money)
  | { readonly what: "failed"; readonly payment: string }
  /** `amountMinor` was paid, and of it `refundedMinor` was given back, all refunds together. */
  | ({
      readonly what: "refunded";
      readonly payment: string;
      readonly refundedMinor: number;
    } & Money)
  | ({
      readonly what: "disputed";
      readonly payment: string;
      readonly dispute: string;
      readonly stage: DisputeStage;
      /** Until then the bank wants an answer; `null` where none is wanted, or any more. */
      readonly answerBy: Instant | null;
    } & Money);

/** What is noted of a deposit: its link, made here, or what is heard of its payment. */
export type PaymentNote =
  | PaymentNews
  | ({ readonly what: "link_created"; readonly link: string; readonly url: string } & Money);

/** A wish of the appointment whose deposit it is. */
export type PaymentWish = {
  readonly kind: "note_payment";
  readonly execution: ExecutionId;
  readonly note: PaymentNote;
};

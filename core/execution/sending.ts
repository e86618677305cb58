import type { PaymentIntent } from "#core/execution/events";
import type { Addressed } from "#core/policy/channel";
import type { Instant } from "#core/kernel/time";

type Intent = {
  readonly attempt: number;
  readonly token: number;
  readonly intendedAt: Instant;
  readonly usefulUntil: Instant;
};

/** A text on its way to the carrier, or a message over another channel. */
export type SendingText = Intent &
  Addressed & {
    readonly body: string;
    readonly payment?: undefined;
  };

/** What is asked of the payment service. */
export type SendingPayment = Intent & { readonly payment: PaymentIntent };

export type Sending = SendingText | SendingPayment;

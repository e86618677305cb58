import { numberTaskKind } from "#core/workflow/events";
import type { PaymentTaskKind } from "#core/payment/decide";
import type { HandOver } from "#core/reply/hand-over";
import { senderTaskKind } from "#core/sender/decide";

const ofAnswers = {
  "answer-needed": true,
  "wants-to-cancel": true,
  "wants-to-reschedule": true,
  "wrong-number": true,
} as const satisfies Record<HandOver["kind"], true>;

const ofPayments = {
  "answer-dispute": true,
  "check-deposit-amount": true,
  "deposit-of-moved-visit": true,
  "refund-after-cancellation": true,
  "refund-second-payment": true,
} as const satisfies Record<PaymentTaskKind, true>;

/** Everything that the program itself asks of people, whatever a pack's journeys ask besides. */
export const taskKinds: readonly string[] = [
  ...Object.keys(ofAnswers),
  ...Object.keys(ofPayments),
  numberTaskKind,
  "text-failed",
  "deposit-link-failed",
  "deposit-link-open",
  "journey-blocked",
  "booking-refused",
  senderTaskKind,
  "payment-refused",
  "messages-unaccounted",
];

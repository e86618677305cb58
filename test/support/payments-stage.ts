import type { Fault } from "#adapters/sandbox-stripe/faults";
import type { Stage } from "#test/contract/contract";
import type { Mishap, PaymentsStage } from "#test/contract/payments";
import { depositWish, paymentsOver, stripeStage, stripeStart } from "#test/support/stripe-stage";

const faultBy: Readonly<Record<Mishap, Fault>> = {
  "broken before": "fail-before",
  "done, then broken": "lose-reply",
  "done, then silence": "hang",
  "server error": "http-500",
  garbage: "garbage",
  "JSON that is no object": "nonsense",
  throttled: "http-429",
  "throttled, with a time": "http-429-wait",
};

/** The Stripe adapter, and the sandbox of Stripe at the other end. */
export const paymentsStage = (): Stage<PaymentsStage> => {
  const mishaps: Mishap[] = [];
  const { stripe } = stripeStage({
    faults: () => {
      const mishap = mishaps.shift();
      return mishap === undefined ? "run" : faultBy[mishap];
    },
  });
  return {
    port: {
      payments: paymentsOver(stripe.fetch, { timeoutMs: 50 }),
      now: stripeStart,
      wish: depositWish(),
      links: stripe.links,
      pay: (link) => stripe.pay(link),
      befall: (...befalling) => void mishaps.push(...befalling),
    },
    close: stripe.close,
  };
};

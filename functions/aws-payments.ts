import { createStripePayments } from "#adapters/stripe/outbound";
import type { Payments } from "#core/ports/payments";
import type { Told } from "#functions/aws-told";

/** Deposits, where a key for them is among the settings. */
export const paymentsOnAws = ({ variables, outside, clock, timeoutMs }: Told): Payments => {
  const secretKey = variables["STRIPE_SECRET_KEY"];
  return secretKey === undefined
    ? notSetUp
    : createStripePayments({
        fetch: outside.payments,
        baseUrl: "https://api.stripe.com",
        secretKey,
        timeoutMs,
        clock,
      });
};

const rejected = { kind: "rejected", why: "payments_not_set_up", providerCode: null } as const;

const notSetUp: Payments = {
  createLink: async () => rejected,
  deactivate: async () => rejected,
  find: async () => ({ kind: "absent" }),
  ownerOf: async () => ({ kind: "not_ours" }),
};

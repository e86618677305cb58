import type { Payments } from "#core/ports/payments";
import type { Told } from "#functions/aws-told";

/**
 * Deposits, where a key for them is among the settings. The payment service's library is the largest of all, and few
 * calls need it: it is loaded by the first that does.
 */
export const paymentsOnAws = ({ variables, outside, clock, timeoutMs }: Told): Payments => {
  const secretKey = variables["STRIPE_SECRET_KEY"];
  if (secretKey === undefined) return notSetUp;
  let opened: Promise<Payments> | null = null;
  const open = async (): Promise<Payments> => {
    const { createStripePayments } = await import("#adapters/stripe/outbound");
    return createStripePayments({
      fetch: outside.payments,
      baseUrl: "https://api.stripe.com",
      secretKey,
      timeoutMs,
      clock,
    });
  };
  const payments = (): Promise<Payments> => (opened ??= open());
  return {
    createLink: async (...wish) => (await payments()).createLink(...wish),
    deactivate: async (...link) => (await payments()).deactivate(...link),
    find: async (...execution) => (await payments()).find(...execution),
    ownerOf: async (...payment) => (await payments()).ownerOf(...payment),
  };
};

const rejected = { kind: "rejected", why: "payments_not_set_up", providerCode: null } as const;

const notSetUp: Payments = {
  createLink: async () => rejected,
  deactivate: async () => rejected,
  find: async () => ({ kind: "absent" }),
  ownerOf: async () => ({ kind: "not_ours" }),
};

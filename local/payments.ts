import { join } from "node:path";
import { asDataUnusable } from "#adapters/local/data-unusable";
import {
  createSandboxStripe,
  type SandboxStripe,
  type SandboxStripeSettings,
} from "#adapters/sandbox-stripe/stripe";
import { createStripePayments } from "#adapters/stripe/outbound";
import type { Clock } from "#core/ports/clock";
import type { Payments } from "#core/ports/payments";
import type { Configuration } from "#functions/env";
import { isLiveKey, paymentsPaceOf } from "#functions/payments-pace";
import type { Composed, Surroundings } from "#local/compose";
import type { Route } from "#local/gateway";
import { sandboxStripeKey, type Seeded } from "#local/seed";
import type { Drive } from "#local/turn";

type Parts = {
  readonly around: Surroundings;
  readonly seeded: Seeded;
  readonly clock: Clock;
};

/** The port, and where it is played the service behind it. */
export const paymentsOf = (parts: Parts, insideUrl: string) => {
  const isSandbox = parts.around.configuration.ARO_MODE === "sandbox";
  const stripe = isSandbox ? sandboxStripe(parts, insideUrl) : null;
  const secretKey = secretKeyOf(parts.around.configuration);
  const paymentsPace = stripe === null ? paymentsPaceOf(secretKey) : null;
  // In live mode with a live key, and nowhere else.
  const isMoneyReal = isLiveKey(secretKey);
  return { stripe, payments: paymentsFor(parts, stripe), paymentsPace, isMoneyReal };
};

/** The payment service of the sandbox, with a file of its own. Its webhooks stay in this process. */
const sandboxStripe = ({ around, seeded, clock }: Parts, insideUrl: string): SandboxStripe => {
  const path = join(around.configuration.ARO_DATA, "stripe.db");
  const { stripeFaults } = around;
  try {
    return createSandboxStripe({
      path,
      era: around.era,
      clock,
      secretKey: sandboxStripeKey,
      webhookUrl: `${insideUrl}/v1/webhooks/stripe/${seeded.stripe.id}`,
      webhookSecrets: seeded.stripe.secrets,
      payUrl: around.publicUrl,
      deliver: around.deliver,
      ...(stripeFaults === undefined ? {} : { faults: stripeFaults }),
    });
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

/** The sandbox's payment page. It answers after what the payment sets in motion has happened. */
export const payRoutes = ({ stripe }: Pick<Composed, "stripe">, drive: Drive): readonly Route[] => {
  if (stripe === null) return [];
  const door = async (request: Request): Promise<Response> => {
    const page = await stripe.page(request);
    await drive.drain();
    return page;
  };
  return ["GET", "POST"].map((method) => ({ method, path: "/pay/:link", door }));
};

/** The sandbox's own pages, to pay and for reviews, which a text may name although they stand on this machine; none in live mode. */
export const ownPages = ({ configuration, publicUrl }: Surroundings) =>
  configuration.ARO_MODE === "sandbox"
    ? (link: string): boolean =>
        /^[\w-]+$/.test(after(`${publicUrl()}/pay/`, link)) ||
        /^[\w-]+\/[0-9a-z]{25}$/.test(after(`${publicUrl()}/r/`, link))
    : undefined;

const after = (start: string, text: string): string =>
  text.startsWith(start) ? text.slice(start.length) : "";

export type StripeFaults = SandboxStripeSettings["faults"];

/** Ten seconds: Stripe answers within two, and a webhook of ours that must ask it has twenty in all. */
const timeoutMs = 10_000;

const paymentsFor = ({ around, clock }: Parts, sandbox: SandboxStripe | null): Payments => {
  const { configuration } = around;
  if (sandbox !== null)
    return createStripePayments({
      fetch: sandbox.fetch,
      baseUrl: stripeUrl,
      secretKey: sandboxStripeKey,
      timeoutMs,
      clock,
    });
  const secretKey = secretKeyOf(configuration);
  return secretKey === null
    ? notSetUp
    : createStripePayments({ fetch, baseUrl: stripeUrl, secretKey, timeoutMs, clock });
};

const stripeUrl = "https://api.stripe.com";

const secretKeyOf = (configuration: Configuration): string | null =>
  configuration.ARO_MODE === "live" ? (configuration.STRIPE_SECRET_KEY ?? null) : null;

const rejected = { kind: "rejected", why: "payments_not_set_up", providerCode: null } as const;

/** A business that asks for no deposits needs no payment service. */
const notSetUp: Payments = {
  createLink: async () => rejected,
  deactivate: async () => rejected,
  find: async () => ({ kind: "absent" }),
  ownerOf: async () => ({ kind: "not_ours" }),
};

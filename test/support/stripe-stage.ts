import {
  createSandboxStripe,
  type SandboxStripe,
  type SandboxStripeSettings,
} from "#adapters/sandbox-stripe/stripe";
import { createStripePayments, type StripeSettings } from "#adapters/stripe/outbound";
import { as, executionIdIn, type ExecutionId } from "#core/kernel/ids";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { Payments, PaymentLinkWish } from "#core/ports/payments";

export const stripeStart = at("2026-03-02T15:00:00Z");
export const secretKey = "sk_test_sandbox";
export const webhookSecret = "whsec_of_the_stage";

/** An execution of an appointment, whatever else is known of it. */
export const executionOf = (appointment: string, step = "deposit"): ExecutionId =>
  executionIdIn(as(`appointment/${appointment}`), "run", step);

export const depositWish = (changes: Partial<PaymentLinkWish> = {}): PaymentLinkWish => ({
  tenant: as("riverside"),
  executionId: executionOf("a".repeat(32)),
  amountMinor: 2500,
  currency: "USD",
  description: "Deposit, Riverside Clinic",
  usefulUntil: plusMs(stripeStart, 86_400_000),
  ...changes,
});

type Posted = { readonly header: string; readonly body: string };

type StripeStage = {
  readonly stripe: SandboxStripe;
  /** Every webhook that was posted, in order. */
  readonly posted: readonly Posted[];
  /** What the next webhooks are answered with, one each; 200 after that. */
  readonly answerWith: (...statuses: readonly (number | "no answer")[]) => void;
  readonly turn: (ms: number) => Instant;
  readonly now: () => Instant;
};

export const stripeStage = (settings: Partial<SandboxStripeSettings> = {}): StripeStage => {
  let now: Instant = stripeStart;
  const posted: Posted[] = [];
  const answers: (number | "no answer")[] = [];
  const stripe = createSandboxStripe({
    path: ":memory:",
    clock: { now: () => now },
    secretKey,
    webhookUrl: "https://aro.example.com/v1/webhooks/stripe/ep1",
    webhookSecrets: [webhookSecret],
    payUrl: () => "http://127.0.0.1:3000",
    deliver: async (request) => {
      posted.push({
        header: request.headers.get("stripe-signature") ?? "",
        body: await request.text(),
      });
      const status = answers.shift() ?? 200;
      if (status === "no answer") throw new TypeError("fetch failed");
      return new Response(null, { status });
    },
    ...settings,
  });
  return {
    stripe,
    posted,
    answerWith: (...statuses) => void answers.push(...statuses),
    turn: (ms) => (now = plusMs(now, ms)),
    now: () => now,
  };
};

export const paymentsOver = (
  fetch: StripeSettings["fetch"],
  settings: Partial<StripeSettings> = {},
): Payments =>
  createStripePayments({
    fetch,
    baseUrl: "https://api.stripe.com",
    secretKey,
    timeoutMs: 10_000,
    clock: { now: () => stripeStart },
    ...settings,
  });

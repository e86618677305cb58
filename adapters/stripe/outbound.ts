import type { Stripe } from "stripe";
import { type StripeAccount, stripeClient } from "#adapters/stripe/client";
import { attempt, type Failure } from "#adapters/stripe/errors";
import { linkFor, ownerOf } from "#adapters/stripe/look-up";
import { ourMetadata, paymentLink } from "#adapters/stripe/wire";
import type { Clock } from "#core/ports/clock";
import type { CloseOutcome, LinkOutcome, Payments, PaymentLinkWish } from "#core/ports/payments";

export type StripeSettings = StripeAccount & { readonly clock: Clock };

/**
 * Deposits over Stripe's payment links. One call is one request, whatever comes back. The idempotency key is made
 * of the execution's id, so asking again on the same day gives the same link.
 *
 * Source: https://docs.stripe.com/api/payment-link
 */
export const createStripePayments = (settings: StripeSettings): Payments => {
  const stripe = stripeClient(settings);
  const { clock } = settings;
  return {
    createLink: async (wish, now) => {
      const refused = refusedAtOnce(wish);
      if (refused !== null) return rejected(refused, null);
      if (now >= wish.usefulUntil) return rejected("no_longer_useful", null);

      const options = { idempotencyKey: `aro-deposit-${wish.tenant}-${wish.executionId}` };
      const asked = await attempt(now, () => stripe.paymentLinks.create(paramsOf(wish), options));
      return asked.ok ? created(asked.value) : linkOutcome(asked.refusal);
    },

    deactivate: async (link) => {
      // A random key each time: to close twice does no harm, and a failure must not be replayed for a day.
      const asked = await attempt(clock.now(), () =>
        stripe.paymentLinks.update(link, { active: false }),
      );
      return asked.ok ? closed(asked.value) : closeOutcome(asked.refusal);
    },

    find: (tenant, execution) => linkFor(stripe, clock.now(), { tenant, execution }),
    ownerOf: (tenant, payment) => ownerOf(stripe, clock.now(), { tenant, payment }),
  };
};

/** Stripe counts these in hundredths although ISO 4217 knows no such unit: one mistake there is a hundredfold. */
const countedOtherwise: readonly string[] = ["ISK", "UGX"];

const refusedAtOnce = ({ amountMinor, currency }: PaymentLinkWish): string | null => {
  if (!/^[A-Z]{3}$/.test(currency) || countedOtherwise.includes(currency))
    return "currency_unsupported";
  return Number.isSafeInteger(amountMinor) && amountMinor > 0 ? null : "amount_refused";
};

const paramsOf = (wish: PaymentLinkWish): Stripe.PaymentLinkCreateParams => {
  const metadata = ourMetadata({ tenant: wish.tenant, execution: wish.executionId });
  return {
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: wish.currency.toLowerCase(),
          unit_amount: wish.amountMinor,
          product_data: { name: wish.description },
        },
      },
    ],
    // In both places: sessions see the link's, payments and refunds only their own.
    metadata,
    payment_intent_data: { metadata },
    // Cards, and wallets with cards in them, pay at once. A bank debit would be known days after the visit.
    payment_method_types: ["card"],
    restrictions: { completed_sessions: { limit: 1 } },
  };
};

/** Only a link's id and address prove that there is one; any other success may come from somebody in between. */
const created = (answer: unknown): LinkOutcome => {
  const link = paymentLink.safeParse(answer);
  return link.success
    ? { kind: "created", link: link.data.id, url: link.data.url }
    : { kind: "unknown", why: "answer_unreadable" };
};

const linkOutcome = (failure: Failure): LinkOutcome => {
  switch (failure.kind) {
    case "not_done":
      return { kind: "unavailable", why: failure.why, retryAfterMs: failure.retryAfterMs };
    case "unsure":
      return { kind: "unknown", why: failure.why };
    case "refused":
      return rejected(failure.why, failure.code);
  }
};

const closed = (answer: unknown): CloseOutcome => {
  const link = paymentLink.safeParse(answer);
  return link.success && !link.data.active
    ? { kind: "closed" }
    : { kind: "unavailable", why: "answer_unreadable", retryAfterMs: null };
};

/** Closing again does no harm, so not to know is no more than having to ask again. */
const closeOutcome = (failure: Failure): CloseOutcome => {
  switch (failure.kind) {
    case "not_done":
      return { kind: "unavailable", why: failure.why, retryAfterMs: failure.retryAfterMs };
    case "unsure":
      return { kind: "unavailable", why: failure.why, retryAfterMs: null };
    case "refused":
      return rejected(failure.why, failure.code);
  }
};

const rejected = (why: string, providerCode: string | null) =>
  ({ kind: "rejected", why, providerCode }) as const;

import type { Pace } from "#core/policy/pacing";

/** A key that moves money; any other is for trying. */
export const isLiveKey = (secretKey: string | null = null): boolean =>
  secretKey !== null && /^[sr]k_live_/.test(secretKey);

/**
 * Stripe answers 100 requests a second of an account, 25 in test mode. Webhooks and look-ups ask beside this line, and
 * other programs of the business may: so half of it.
 *
 * Source: https://docs.stripe.com/rate-limits
 */
export const paymentsPaceOf = (secretKey: string | null = null): Pace =>
  isLiveKey(secretKey) ? { segmentsPerSecond: 50, burst: 10 } : { segmentsPerSecond: 12, burst: 5 };

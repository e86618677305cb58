import { Stripe } from "stripe";
import { type Mishap, mishapIn } from "#adapters/stripe/client";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, type Instant } from "#core/kernel/time";

/**
 * What a call that did not succeed means to us. `not_done`: certainly nothing happened, and it may be asked
 * again; `unsure`: it may have happened; `refused`: certainly nothing happened, and never will.
 *
 * Source: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-low-level
 */
export type Failure =
  | { readonly kind: "not_done"; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unsure"; readonly why: string }
  | { readonly kind: "refused"; readonly why: RefusedWhy; readonly code: string | null };

/**
 * `account_misconfigured` stops every deposit until somebody has looked; `amount_refused` is for ever for this
 * amount; `wish_changed`: the same execution asked for something else before; `not_there` for what is gone.
 */
type RefusedWhy =
  | "account_misconfigured"
  | "amount_refused"
  | "wish_changed"
  | "not_there"
  | "refused";

/** One call, with its failure as a value. What is no failure of a call is a bug, and thrown on. */
export const attempt = async <T>(
  now: Instant,
  call: () => Promise<T>,
): Promise<Result<T, Failure>> => {
  try {
    return ok(await call());
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return refuse(failureOf(error, now));
  }
};

type StripeFailure = InstanceType<typeof Stripe.errors.StripeError>;

const failureOf = (error: StripeFailure, now: Instant): Failure => {
  const mishap = mishapIn(error.detail);
  if (mishap !== null) return failureOfMishap(mishap, now);

  const status = error.statusCode ?? 0;
  if (status === 429) return throttled(error.headers?.["retry-after"] ?? null, now);
  // 409: the same key is in the works at this moment, from a call that we gave up on.
  if (status === 409) return { kind: "unsure", why: "still_in_progress" };
  return isOurFault(status)
    ? { kind: "refused", why: whyRefused(error, status), code: codeOf(error) }
    : { kind: "unsure", why: `http_${status}` };
};

const isOurFault = (status: number): boolean => status >= 400 && status < 500;

const codeOf = ({ code, rawType }: StripeFailure): string | null => code ?? rawType ?? null;

const failureOfMishap = ({ isSent, why, status, retryAfter }: Mishap, now: Instant): Failure => {
  if (status === 429) return throttled(retryAfter, now);
  return isSent ? { kind: "unsure", why } : { kind: "not_done", why, retryAfterMs: null };
};

/** Limits are looked at before anything is done, and before the idempotency key is. */
const throttled = (retryAfter: string | null, now: Instant): Failure => ({
  kind: "not_done",
  why: "throttled",
  retryAfterMs: waitMs(retryAfter, now),
});

const whyRefused = (error: StripeFailure, status: number): RefusedWhy => {
  if (error instanceof Stripe.errors.StripeIdempotencyError) return "wish_changed";
  if (status === 401 || status === 403) return "account_misconfigured";
  return codes.get(error.code ?? "") ?? "refused";
};

/** Source: https://docs.stripe.com/error-codes */
const codes: ReadonlyMap<string, RefusedWhy> = new Map([
  ["amount_too_small", "amount_refused"],
  ["amount_too_large", "amount_refused"],
  ["resource_missing", "not_there"],
  ["account_invalid", "account_misconfigured"],
  ["api_key_expired", "account_misconfigured"],
  ["secret_key_required", "account_misconfigured"],
  ["platform_api_key_expired", "account_misconfigured"],
]);

/** `Retry-After` counts seconds or names a date (RFC 9110 §10.2.3); Stripe promises neither. */
const waitMs = (header: string | null, now: Instant): number | null => {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  // A date begins with the name of its day; JavaScript would find one in "-5", too.
  const date = /^[A-Z][a-z]+, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - epochMs(now));
};

import { sha256Hex } from "#core/kernel/hash";
import type { RetryPolicy } from "#core/workflow/definition";

/** What applies where a step says nothing: five tries within three quarters of an hour. */
export const defaultRetry: RetryPolicy = {
  attempts: 5,
  firstMs: 30_000,
  maxMs: 30 * 60_000,
  factor: 4,
};

/**
 * How long to wait after the failed `attempt` (1 is the first) before the next one; `null` once that was
 * the last.
 *
 * The bound grows by `factor` up to `maxMs`; the wait is somewhere between zero and the bound ("full
 * jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that what failed
 * together does not come back together. Where in between follows from `seed` and attempt, never from
 * chance: a crashed and repeated decision waits the same.
 */
export const backoffMs = (policy: RetryPolicy, attempt: number, seed: string): number | null => {
  if (attempt >= policy.attempts) return null;

  const bound = Math.min(policy.maxMs, policy.firstMs * policy.factor ** (attempt - 1));
  return Math.floor(bound * fractionFrom(`${seed}/${attempt}`));
};

/** 48 bits of SHA-256 as a number from 0 to just under 1. */
const fractionFrom = (text: string): number =>
  Number.parseInt(sha256Hex(text).slice(0, 12), 16) / 2 ** 48;

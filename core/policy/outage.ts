import { sha256Hex } from "#core/kernel/hash";
import { epochMs, fromEpochMs, type Instant, msBetween, plusMs } from "#core/kernel/time";
import type { Outage } from "#core/policy/breaker";
import type { Lane } from "#core/policy/pacing";

/** What waits for a provider to be well again. */
export type Waiting = {
  readonly execution: string;
  readonly lane: Lane;
  /** When it was the one that tried, in vain; for a while others may, then. `null` where it never was. */
  readonly triedAt: Instant | null;
  /** From here on it would be noise. */
  readonly uselessAt: Instant;
};

/** Before a probe has had its answer nobody need come back. */
const probeAnswersMs = 15_000;
/** What no provider ever takes must not be the only one that tries. */
const othersTryMs = 8 * 60_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const lastRank = 4;
const rankMs = 10_000;

/**
 * When something that waits for a provider asks again; `null` where that would be too late.
 *
 * What is soon useless comes first and often: it asks every minute, and what has longer every second, fourth, eighth
 * or sixteenth. All these minutes are the same minutes for everybody, and in each of them the more urgent comes
 * before the less. So whenever the provider is back, the backlog comes in the order of its usefulness, within a
 * quarter of an hour, never all at once, and an outage of a day fills no stream.
 */
export const comesBackAt = (outage: Outage, waiting: Waiting, now: Instant): Instant | null => {
  const { uselessAt, triedAt } = waiting;
  const othersUntil = triedAt === null ? now : plusMs(triedAt, othersTryMs);
  const from = [outage.isProbed ? now : outage.until, now, othersUntil].reduce(later);
  const rank = rankOf(waiting, from);
  const at = outage.isProbed
    ? plusMs(from, probeAnswersMs + rank * rankMs)
    : plusMs(nextMinute(from, 2 ** Math.floor(rank)), rank * rankMs);
  if (at < uselessAt) return at;
  return from < uselessAt && !outage.isProbed ? from : null;
};

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/** The first minute at or after `from` whose number can be divided so. */
const nextMinute = (from: Instant, every: number): Instant => {
  const everyMs = every * minuteMs;
  return fromEpochMs(Math.ceil(epochMs(from) / everyMs) * everyMs);
};

/** From 0 to just under 5; the lower, the sooner. A rank higher, and it comes half as often. */
const rankOf = ({ execution, lane, uselessAt }: Waiting, from: Instant): number => {
  const hours = Math.max(0, msBetween(from, uselessAt)) / hourMs;
  // What is equally urgent comes apart all the same, at a second of its own.
  const spread = (Number.parseInt(sha256Hex(execution).slice(0, 4), 16) / 2 ** 16) * 0.99;
  const rank = { reply: spread, reminder: rankByHours(hours), review: lastRank + 1 }[lane];
  return Math.min(rank, lastRank + spread);
};

/** Exactly in the order of usefulness up to eight hours; what has longer is in no hurry. */
const rankByHours = (hours: number): number =>
  hours < 1 ? hours : Math.min(1 + Math.log2(hours), lastRank + 1);

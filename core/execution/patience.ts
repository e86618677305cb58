import { type Instant, msBetween, plusMs } from "#core/kernel/time";

/** Whoever was to look an execution up and never came back is presumed dead after this long. */
export const lookerPresumedLostMs = 60_000;

/**
 * A queue loses nothing, and yet a message may be buried in it after its last attempt. So long the executor
 * gets to do what it was asked; the queue's own attempts are over long before.
 */
export const unansweredMs = 15 * 60_000;

/** A carrier that cannot be asked for so long leaves the question to a person. */
export const lookUpEndsMs = 24 * 3_600_000;

/**
 * When to look again: after `atLeastMs`, and the longer nobody has known, the later, so that a carrier
 * which cannot be asked for a day fills no stream with the asking.
 */
export const nextLookAt = (intendedAt: Instant, now: Instant, atLeastMs: number): Instant =>
  plusMs(now, Math.max(atLeastMs, Math.floor(msBetween(intendedAt, now) / 4)));

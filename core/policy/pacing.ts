import { epochMs, fromEpochMs, type Instant, plusMs } from "#core/kernel/time";

/** How fast a sender may go. Carriers count segments, not texts. */
export type Pace = {
  readonly segmentsPerSecond: number;
  /** So many may go at once after a silence. At least 1. */
  readonly burst: number;
};

/**
 * What is remembered of a sender: until when, at its pace, it has work. In milliseconds since 1970; 0 for
 * one that has never sent. A fraction of a millisecond counts.
 */
export type Backlog = number;

/**
 * Gives a text its slot, and with it a place in the line: whoever asks later comes later. A bucket of tokens
 * seen from its other end (the generic cell rate algorithm): one number is its whole state, and nobody has to
 * come back to try again.
 */
export const nextSlot = (
  backlog: Backlog,
  pace: Pace,
  { now, segments }: { readonly now: Instant; readonly segments: number },
): { readonly at: Instant; readonly backlog: Backlog } => {
  const nowMs = epochMs(now);
  const intervalMs = 1_000 / pace.segmentsPerSecond;
  const from = Math.max(backlog, nowMs);
  const slotMs = Math.max(nowMs, from - (pace.burst - 1) * intervalMs);
  return { at: fromEpochMs(Math.ceil(slotMs)), backlog: from + segments * intervalMs };
};

/** For so long a slot is kept. Whoever comes later stands in line again, or a whole backlog would go at once. */
const slotKeptMs = 60_000;

/** Whether it has stood in line already, and comes when its turn is. */
export const isItsTurn = (slot: Instant | null, now: Instant): boolean =>
  slot !== null && slot <= now && now <= plusMs(slot, slotKeptMs);

import { epochMs, fromEpochMs, type Instant, plusMs } from "#core/kernel/time";
import { isAfterVisit, type TextPurpose } from "#core/policy/purpose";

/** How fast somebody may be asked. Carriers count segments, not texts; other providers count calls. */
export type Pace = {
  readonly segmentsPerSecond: number;
  /** So many may go at once after a silence. At least 1. */
  readonly burst: number;
};

/** Who goes first where not all may go at once: who is being answered, then who has a visit ahead, then the rest. */
export type Lane = "reply" | "reminder" | "review";

export const laneOf = ({
  purpose,
  reply,
}: {
  readonly purpose: TextPurpose;
  readonly reply: boolean;
}): Lane => {
  if (reply) return "reply";
  return isAfterVisit(purpose) ? "review" : "reminder";
};

/**
 * What is remembered of a sender: for each lane, until when it has work of that lane or of one before it, at its
 * pace. In milliseconds since 1970; 0 for one that has never sent. A fraction of a millisecond counts.
 */
export type Backlog = Readonly<Record<Lane, number>>;

export const noBacklog: Backlog = { reply: 0, reminder: 0, review: 0 };

/**
 * Gives a text its slot, and with it a place in the line: whoever asks later comes later, unless their lane goes
 * before. A bucket of tokens seen from its other end (the generic cell rate algorithm): one number for each lane is
 * its whole state, and nobody has to come back to try again.
 *
 * What goes before takes its time from everybody behind. Who has been told their turn by then keeps it: for that
 * long the pace is passed, and the carrier queues it.
 */
export const nextSlot = (
  backlog: Backlog,
  pace: Pace,
  {
    now,
    segments,
    lane,
  }: { readonly now: Instant; readonly segments: number; readonly lane: Lane },
): { readonly at: Instant; readonly backlog: Backlog } => {
  const nowMs = epochMs(now);
  const intervalMs = 1_000 / pace.segmentsPerSecond;
  const from = Math.max(backlog[lane], nowMs);
  const slotMs = Math.max(nowMs, from - (pace.burst - 1) * intervalMs);
  const longer = (own: Lane): number =>
    lanesBehind[lane].includes(own)
      ? Math.max(backlog[own], nowMs) + segments * intervalMs
      : backlog[own];
  const after = { reply: longer("reply"), reminder: longer("reminder"), review: longer("review") };
  return { at: fromEpochMs(Math.ceil(slotMs)), backlog: after };
};

/** The lane itself, and whoever waits for it. */
export const lanesBehind: Readonly<Record<Lane, readonly Lane[]>> = {
  reply: ["reply", "reminder", "review"],
  reminder: ["reminder", "review"],
  review: ["review"],
};

/** For so long a slot is kept. Whoever comes later stands in line again, or a whole backlog would go at once. */
const slotKeptMs = 60_000;

/** Whether it has stood in line already, and comes when its turn is. */
export const isItsTurn = (slot: Instant | null, now: Instant): boolean =>
  slot !== null && slot <= now && now <= plusMs(slot, slotKeptMs);

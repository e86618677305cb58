import type { Request } from "#core/execution/events";
import type { Execution, Underway } from "#core/execution/state";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Waiting } from "#core/policy/outage";
import { laneOf } from "#core/policy/pacing";
import { isAfterVisit } from "#core/policy/purpose";

/** As what it waits for a provider that is down, until `uselessAt` at the latest. */
export const waitingOf = (underway: Underway, uselessAt: Instant): Waiting => {
  const { execution, purpose = "reminder", reply = false, triedAt } = underway;
  const end = waitEndsAt(underway);
  const lane = laneOf({ purpose, reply });
  return { execution, lane, triedAt, uselessAt: uselessAt < end ? uselessAt : end };
};

/**
 * For no provider anything waits longer than this; then it is tried a last few times, and a person is told. It counts
 * from when it was due, without the hours for which we have put it off ourselves.
 */
export const waitEndsAt = ({ dueAt, tool }: Pick<Request, "dueAt" | "tool">): Instant =>
  plusMs(dueAt, tool === "payment.close" ? longestWaitMs.closing : longestWaitMs.text);

/** Money can still be paid over a link that is not closed: that is a person's matter sooner than any text. */
const longestWaitMs = { text: 48 * 3_600_000, closing: 2 * 3_600_000 };

/** From when on it is not worth sending any more, whoever is to blame that it was not sent before. */
export const endOfUse = (
  execution: Pick<Execution, "staleAt" | "dueAt" | "purpose" | "tool">,
  start: Instant,
): Instant => {
  const { staleAt, purpose } = execution;
  const last = isAfterVisit(purpose) ? waitEndsAt(execution) : start;
  return staleAt !== null && staleAt < last ? staleAt : last;
};

/** The longest that carriers keep a text. */
const longestUseMs = 10 * 3_600_000;

/** The carrier drops what it could not hand over by then; it wants a few seconds at the least. */
export const usefulUntil = (
  { purpose, staleAt }: Execution,
  start: Instant,
  now: Instant,
): Instant => {
  const last = isAfterVisit(purpose) ? plusMs(now, longestUseMs) : start;
  const end = staleAt !== null && staleAt < last ? staleAt : last;
  const least = plusMs(now, 60_000);
  return end > least ? end : least;
};

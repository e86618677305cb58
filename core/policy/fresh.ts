import { type Instant, msBetween } from "#core/kernel/time";
import type { Asked } from "#core/policy/send-question";

/**
 * For how long an answer to what the customer has just done may disregard quiet hours: they are awake. Booking
 * systems tell within seconds and try again within minutes; who has put the phone away for longer may be asleep.
 */
const replyFreshMs = 15 * 60_000;

/** For how long what was fresh when it was tried may still be sent once more: a quarter of an hour has to pass before that. */
const resendFreshMs = 30 * 60_000;

/**
 * Whether a text answers what its customer has just done, so that quiet hours are no reason to hold it. That we have
 * only now heard of something does not make it new: a list, or a webhook that comes hours late, tells of what was done
 * while others slept. Where nobody says when it was done, nobody knows that they are awake.
 *
 * Whoever books at night has asked for a word on the visit, and not for one on money or for an offer. What was put
 * off is not fresh anew.
 */
export const isFresh = ({ execution, appointment, now }: Asked): boolean => {
  const { purpose, reply, firstDueAt } = execution;
  if (!reply || purpose === "deposit" || purpose === "marketing") return false;
  const { madeAt = null, saidAt } = appointment;
  const asOf = triedAt(execution, now);
  return isJustNow(firstDueAt, asOf) && (isJustNow(madeAt, asOf) || isJustNow(saidAt, asOf));
};

/** A process that was killed between intent and call shall not turn an answer of tonight into one of tomorrow. */
const triedAt = ({ doubtfulAt }: Asked["execution"], now: Instant): Instant =>
  doubtfulAt !== undefined && msBetween(doubtfulAt, now) <= resendFreshMs ? doubtfulAt : now;

/** Clocks differ: what seems to lie ahead by as much is now, too, and what lies further ahead is a mistake. */
const isJustNow = (moment: Instant | null, now: Instant): boolean =>
  moment !== null && Math.abs(msBetween(moment, now)) <= replyFreshMs;

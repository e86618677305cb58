import { againOrFailed } from "#core/execution/again";
import type { ExecutionRefusal, ExecutionWish } from "#core/execution/commands";
import { deliveryRank } from "#core/execution/delivery-rank";
import {
  type ExecutionEvent,
  isAboutCustomer,
  isText,
  outcomeUnknown,
} from "#core/execution/events";
import { lookUpEndsMs, nextLookAt } from "#core/execution/patience";
import type { Sending } from "#core/execution/sending";
import type { ExecutionPhase } from "#core/execution/phase";
import { isTerminal, type Underway } from "#core/execution/state";
import type { Facts } from "#core/kernel/decider";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";
import { basisOf } from "#core/policy/basis";
import type { LookUp } from "#core/ports/messenger";

export type ExecutionDecision = Result<readonly ExecutionEvent[], ExecutionRefusal>;
type Wish<Kind extends ExecutionWish["kind"]> = Extract<ExecutionWish, { kind: Kind }>;
type InFlight = Extract<ExecutionPhase, Sending>;

/** A message without a sign for this long may be sent once more, if it is a reminder and still useful. */
const noSignMs = 15 * 60_000;
const firstLookMs = 30_000;
const nextLookMs = 5 * 60_000;

/**
 * Settles what the carrier answered. An answer that comes late, after the callback has already told,
 * says nothing new; an answer under an older fencing token is refused.
 */
export const settle = (
  execution: Underway,
  wish: Wish<"settle_execution">,
  now: Instant,
): ExecutionDecision => {
  const flight = inFlight(execution, wish.token);
  if (!flight.ok) return flight;
  if (flight.value === null) return ok([]);

  const { execution: id, outcome } = wish;
  switch (outcome.kind) {
    case "sent":
      return ok([sentEvent(wish.execution, outcome.sid, "reply")]);
    case "rejected":
      return ok([{ type: "execution.failed", execution: id, why: outcome.why }]);
    case "unavailable":
      return ok([
        againOrFailed(execution, {
          outcome,
          outage: wish.outage ?? null,
          usefulUntil: flight.value.usefulUntil,
          now,
        }),
      ]);
    case "unknown":
      return ok([unknownEvent(execution, outcome.why, plusMs(now, firstLookMs))]);
  }
};

/**
 * Decides what a look-up means: found is sent; absent waits for a sign, then one careful resend, then a
 * person. A look-up that cannot be made is tried again, seldomer and seldomer, for a day.
 */
export const resolve = (
  execution: Underway,
  wish: Wish<"resolve_execution">,
  now: Instant,
): ExecutionDecision => {
  const flight = inFlight(execution, wish.token);
  if (!flight.ok) return flight;
  if (flight.value === null) return ok([]);

  const { found } = wish;
  return found.kind === "found"
    ? ok([sentEvent(wish.execution, found.sid, "look_up")])
    : ok(notFound(execution, flight.value, found, now));
};

const notFound = (
  execution: Underway,
  { intendedAt, usefulUntil }: InFlight,
  found: Exclude<LookUp, { kind: "found" }>,
  now: Instant,
): readonly ExecutionEvent[] => {
  const { execution: id, resends } = execution;
  if (now < plusMs(intendedAt, found.kind === "absent" ? noSignMs : lookUpEndsMs)) {
    const lookAt = nextLookAt(intendedAt, now, nextLookMs);
    return [unknownEvent(execution, `look_up_${found.kind}`, lookAt)];
  }
  if (found.kind === "absent" && resends === 0 && now < usefulUntil && isText(execution))
    return [
      { type: "execution.resend_authorised", execution: id },
      { type: "execution.due", execution: id, why: "resend" },
    ];
  return [{ type: "execution.failed", execution: id, why: outcomeUnknown }];
};

export const withdraw = (
  execution: Underway,
  wish: Wish<"withdraw_execution">,
  { now, tzdb }: Facts,
): ExecutionDecision => {
  const flight = inFlight(execution, wish.token);
  if (!flight.ok) return flight;
  if (flight.value === null) return ok([]);
  const { execution: id, why, used } = wish;
  if (why === "opted_out" || why === "customer_erased" || why === "no_consent")
    return ok([{ type: "execution.suppressed", execution: id, why }]);
  const basis = used === undefined ? {} : { basis: basisOf(tzdb, used) };
  const until = againSoon(execution, id, now);
  return ok([{ type: "execution.deferred", execution: id, until, why, ...basis }]);
};

/** Two texts that gave way to each other come back at a second of their own, another one after each try. */
const againSoon = ({ token }: Underway, id: string, now: Instant): Instant => {
  const digits = id.length - 4 - (token % 8);
  return plusMs(now, 60_000 + (Number.parseInt(id.slice(digits, digits + 4), 16) % 60) * 1_000);
};

/**
 * Records the carrier's word on a message. It settles an execution whose outcome we had not heard, and
 * after that it only ever moves delivery forward: late and doubled callbacks say nothing new.
 */
export const recordDelivery = (
  execution: Underway,
  wish: Wish<"record_delivery">,
): ExecutionDecision => {
  const { kind: _, ...delivery } = wish;
  const { phase } = execution;
  if (mayBeWithCarrier(execution))
    return ok([
      sentEvent(wish.execution, wish.sid, "callback"),
      { type: "execution.delivery", ...delivery },
    ]);
  // Given up for unknown, and there after all: what it says of the customer is true whatever became of it.
  if (isGivenUp(phase) && isAboutCustomer(wish.why))
    return ok([{ type: "execution.delivery", ...delivery }]);
  if (phase.status !== "sent" || phase.sid !== wish.sid) return ok([]);
  if (deliveryRank[wish.status] > deliveryRank[phase.delivery])
    return ok([{ type: "execution.delivery", ...delivery }]);

  // A complaint comes after the delivery, and a late bounce too: what became of the message stands.
  return isAboutCustomer(wish.why)
    ? ok([{ type: "execution.delivery", ...delivery, status: phase.delivery }])
    : ok([]);
};

const isGivenUp = (phase: Underway["phase"]): boolean =>
  phase.status === "failed" && phase.why === outcomeUnknown;

/**
 * In flight, or tried before and waiting to be tried again: the carrier said "not now", or knew nothing of
 * it, and has it after all. To try again would be a second text.
 */
const mayBeWithCarrier = (execution: Underway): boolean =>
  execution.attempts > 0 && !isTerminal(execution);

/** Whether this token still speaks for what is in flight; `null` where it has been settled meanwhile. */
const inFlight = (
  execution: Underway,
  token: number,
): Result<InFlight | null, ExecutionRefusal> => {
  const { phase } = execution;
  if (isTerminal(execution)) return ok(null);
  if (phase.status !== "intended" && phase.status !== "unknown")
    return refuse({
      code: "execution_not_ready",
      details: { execution: execution.execution, status: phase.status },
    });
  if (token < phase.token)
    return refuse({ code: "stale_token", details: { token, newest: phase.token } });
  return ok(phase);
};

const unknownEvent = (execution: Underway, why: string, lookAt: Instant): ExecutionEvent => ({
  type: "execution.unknown",
  execution: execution.execution,
  lookAt,
  why,
});

const sentEvent = (
  execution: Underway["execution"],
  sid: string,
  settledBy: "reply" | "callback" | "look_up",
): ExecutionEvent => ({ type: "execution.sent", execution, sid, settledBy });

import { type ExecutionEvent, providerDown } from "#core/execution/events";
import type { Underway } from "#core/execution/state";
import { waitEndsAt, waitingOf } from "#core/execution/waiting";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Outage } from "#core/policy/breaker";
import { comesBackAt } from "#core/policy/outage";
import type { SendOutcome } from "#core/ports/messenger";
import { backoffMs } from "#core/workflow/retry";

type Failed = {
  readonly outcome: Extract<SendOutcome, { kind: "unavailable" }>;
  /** By this very answer, or one before it, whoever was asked is held to be down. */
  readonly outage: Outage | null;
  readonly usefulUntil: Instant;
  readonly now: Instant;
};

/**
 * What was certainly not taken is tried again. A provider that is down has used up no try of it: it waits until that
 * is over. What is of no use by then ends here; what has waited long enough has its last tries.
 */
export const againOrFailed = (execution: Underway, failed: Failed): ExecutionEvent =>
  whenItIsBack(execution, failed) ?? retryOrFail(execution, failed);

const whenItIsBack = (
  execution: Underway,
  { outage, usefulUntil, now }: Failed,
): ExecutionEvent | null => {
  if (outage === null) return null;
  const waiting = { ...waitingOf(execution, usefulUntil), triedAt: now };
  const until = comesBackAt(outage, waiting, now);
  const { execution: id } = execution;
  if (until !== null)
    return { type: "execution.deferred", execution: id, until, why: providerDown };
  return usefulUntil < waitEndsAt(execution)
    ? { type: "execution.suppressed", execution: id, why: providerDown }
    : null;
};

/** No carrier's "try again later" is waited for longer than this. */
const longestRetryMs = 24 * 3_600_000;

const retryOrFail = (execution: Underway, { outcome, now }: Failed): ExecutionEvent => {
  const tries = execution.attempts - execution.triedInVain;
  const waitMs = backoffMs(execution.retry, tries, execution.execution);
  if (waitMs === null)
    return { type: "execution.failed", execution: execution.execution, why: outcome.why };
  return {
    type: "execution.retrying",
    execution: execution.execution,
    at: plusMs(now, Math.min(longestRetryMs, Math.max(waitMs, outcome.retryAfterMs ?? 0))),
    why: outcome.why,
  };
};

import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentState } from "#core/appointment/state";
import type { ExecutionWish } from "#core/execution/commands";
import {
  type ExecutionDecision,
  recordDelivery,
  resolve,
  settle,
  withdraw,
} from "#core/execution/decide";
import type { Execution } from "#core/execution/state";
import { ok, refuse } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";
import { verdict } from "#core/policy/verdict";
import type { Accompanied } from "#core/workflow/accompany";

/** Decides what becomes of one text of an appointment, from the last questions to the carrier's last word. */
export const decideExecution = (
  state: Accompanied<AppointmentState>,
  wish: ExecutionWish,
  facts: AppointmentFacts,
): ExecutionDecision => {
  const execution = state.journeys.executions[wish.execution];
  if (execution === undefined)
    return refuse({ code: "execution_unknown", details: { execution: wish.execution } });
  switch (wish.kind) {
    case "begin_execution":
      return begin(state, execution, wish, facts);
    case "settle_execution":
      return settle(execution, wish, facts.now);
    case "resolve_execution":
      return resolve(execution, wish, facts.now);
    case "withdraw_execution":
      return withdraw(execution, wish);
    case "record_delivery":
      return recordDelivery(execution, wish);
  }
};

/**
 * The moment before the call: everything is asked once more, of the state that this very commit will
 * follow. Only if all still holds is the intent written; else the reason is.
 */
const begin = (
  state: Accompanied<AppointmentState>,
  execution: Execution,
  wish: Extract<ExecutionWish, { kind: "begin_execution" }>,
  facts: AppointmentFacts,
): ExecutionDecision => {
  const { domain, journeys } = state;
  if (execution.phase.status !== "ready" || domain.status === "none") return ok([]);

  const id = wish.execution;
  const said = verdict({
    now: facts.now,
    appointment: domain,
    execution,
    recipient: wish.recipient,
    settings: facts.settings,
    lastTextAt: journeys.lastTextAt,
    minimumGapMs: facts.minimumGapMs,
  });
  if (said.kind === "skip")
    return ok([{ type: "execution.suppressed", execution: id, why: said.why }]);
  if (said.kind === "defer")
    return ok([{ type: "execution.deferred", execution: id, until: said.until, why: said.why }]);

  const { settings } = facts;
  const { start, zone, links } = domain;
  const text = facts.compose(execution.template, { settings, start, zone, links });
  if (text === null)
    return ok([{ type: "execution.failed", execution: id, why: "template_missing" }]);
  return ok([
    {
      type: "execution.intended",
      execution: id,
      attempt: execution.attempts + 1,
      token: wish.token,
      customer: domain.customer,
      to: said.to,
      body: text.body,
      segments: text.segments,
      usefulUntil: usefulUntil(execution.staleAt, start, facts.now),
    },
  ]);
};

/** The carrier drops what it could not hand over by then; it wants a few seconds at the least. */
const usefulUntil = (staleAt: Instant | null, start: Instant, now: Instant): Instant => {
  const end = staleAt !== null && staleAt < start ? staleAt : start;
  const least = plusMs(now, 60_000);
  return end > least ? end : least;
};

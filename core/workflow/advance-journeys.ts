import {
  addressUnreachable,
  type DueWhy,
  type ExecutionEvent,
  isRefusedOnItsWay,
  notCarriedOut,
  outcomeUnknown,
  numberUnreachable,
  senderMisconfigured,
} from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { isGivenUp, nextExecutionWake } from "#core/execution/wake";
import { derive, type ExecutionId, type TaskId } from "#core/kernel/ids";
import type { Event } from "#core/kernel/message";
import { advanceRun } from "#core/workflow/advance";
import { type Draft, emit, eventsOf } from "#core/workflow/draft";
import {
  activeRuns,
  blockRuns,
  endedBy,
  finishRun,
  unblockRuns,
  unfinishedRuns,
} from "#core/workflow/held";
import { isHeldBack, noteFact } from "#core/workflow/journeys";
import { closeMoot, openTask } from "#core/workflow/tasks";
import { startOnFact, startOnTime } from "#core/workflow/triggers";

/**
 * Brings every journey up to date with new facts and with the time, in one fixed order: each fact ends
 * runs and tasks, then starts runs; then come time triggers, executions whose moment has come, and the steps.
 */
export const advanceJourneys = (draft: Draft, facts: readonly Event[]): void => {
  handOverResumed(draft);
  blockRuns(draft);
  unblockRuns(draft);
  const types = facts.map((fact) => fact.type);
  for (const [index, fact] of facts.entries()) {
    draft.events.push(fact);
    draft.journeys = noteFact(draft.journeys, fact.type, draft.facts.now);
    endRuns(draft, fact.type);
    closeMoot(draft, fact.type);
    startOnFact(draft, fact.type, types.slice(index + 1));
  }
  startOnTime(draft);
  markDue(draft);
  openTasksForFailures(draft);
  for (const { run, definition } of activeRuns(draft)) advanceRun(draft, run.id, definition);
};

/** Also a run that is held up ends: what it waits to go on with is over. */
const endRuns = (draft: Draft, fact: string): void => {
  for (const { run, definition } of unfinishedRuns(draft)) {
    const why = endedBy(definition, fact);
    if (why !== null) finishRun(draft, run, why);
  }
};

/**
 * Nothing fails silently: a text that could not be sent becomes a person's task, as long as the visit that
 * it was about is ahead. A number that fails is the customer's matter (core/customer/number), and an account that may
 * not send is the business's (core/sender).
 */
const openTasksForFailures = (draft: Draft): void => {
  const isAhead = ["booked", "confirmed"].includes(draft.subject?.status ?? "");
  const failures = [
    ...eventsOf(draft, "execution.failed"),
    ...eventsOf(draft, "execution.delivery").filter(isRefusedOnItsWay),
  ];
  for (const { execution, why } of failures) {
    const kind = failureKindOf(draft, execution);
    if (!hasOneTaskElsewhere(why, kind) && (isAhead || kind === linkLeftOpen))
      openTask(draft, {
        type: "task.opened",
        task: derive<TaskId>(draft.facts.stream, execution, "failed"),
        kind,
        priority: "medium",
        dueAt: null,
        ...(kind !== linkLeftOpen && { until: visitIsNotAhead }),
      });
  }
};

/**
 * A number or an address that is good for nothing is one task with the customer, and not one for each visit; an account
 * that may send nothing is one for the business, and not one for each text.
 */
const hasOneTaskElsewhere = (why: string, kind: string): boolean =>
  why === numberUnreachable ||
  why === addressUnreachable ||
  (why === senderMisconfigured && kind === textFailed);

const failureKindOf = ({ journeys }: Draft, execution: ExecutionId): string =>
  failureKind[journeys.executions[execution]?.tool ?? ""] ?? textFailed;

const textFailed = "text-failed";

/** Somebody may still pay over it, whatever has become of the visit. */
const linkLeftOpen = "deposit-link-open";

const failureKind: Readonly<Record<string, string>> = {
  "payment.link": "deposit-link-failed",
  "payment.close": linkLeftOpen,
};

const visitIsNotAhead = [
  "appointment.rescheduled",
  "appointment.moved_away",
  "appointment.cancelled",
  "appointment.no_show",
  "appointment.started",
];

/** While its run was paused, the executor was sent away: now it is called again. */
const handOverResumed = (draft: Draft): void => {
  const resumed = eventsOf(draft, "run.resumed").map(({ run }) => run);
  for (const { execution, run, phase } of Object.values(draft.journeys.executions))
    if (resumed.includes(run) && phase.status === "ready")
      emit(draft, { type: "execution.due", execution, why: "resumed" });
};

const markDue = (draft: Draft): void => {
  const { now } = draft.facts;
  for (const execution of Object.values(draft.journeys.executions)) {
    const at = isHeldBack(draft.journeys, execution) ? null : nextExecutionWake(execution);
    if (at !== null && now >= at) emit(draft, dueOrGivenUp(execution));
  }
};

/** What may have gone out already is only ever looked up. */
const dueOrGivenUp = (execution: Execution): ExecutionEvent => {
  const { execution: id, phase } = execution;
  if (!isGivenUp(execution))
    return { type: "execution.due", execution: id, why: dueWhy[phase.status] ?? "look_up" };
  const why = phase.status === "ready" ? notCarriedOut : outcomeUnknown;
  return { type: "execution.failed", execution: id, why };
};

const dueWhy: Readonly<Record<string, DueWhy>> = {
  deferred: "deferral_over",
  retrying: "retry",
  ready: "unanswered",
};

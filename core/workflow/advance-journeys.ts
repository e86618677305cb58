import { isPending } from "#core/execution/state";
import { derive, type RunId, type TaskId } from "#core/kernel/ids";
import { advanceRun } from "#core/workflow/advance";
import type { Definition } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import { nextExecutionWake } from "#core/execution/state";
import { noteFact } from "#core/workflow/journeys";
import { isActive, type Run } from "#core/workflow/run";
import { startOnFact, startOnTime } from "#core/workflow/triggers";

/**
 * Brings every journey up to date with new facts and with the time, in one fixed order: each fact ends
 * runs, then starts runs; then come time triggers, executions whose moment has come, and the steps.
 */
export const advanceJourneys = (draft: Draft, facts: readonly string[]): void => {
  openTasksForFailures(draft);
  for (const [index, fact] of facts.entries()) {
    draft.journeys = noteFact(draft.journeys, fact, draft.facts.now);
    endRuns(draft, fact);
    startOnFact(draft, fact, facts.slice(index + 1));
  }
  startOnTime(draft);
  markDue(draft);
  for (const { run, definition } of activeRuns(draft)) advanceRun(draft, run.id, definition);
};

/** What an ended run had planned and not begun ends with it, under the same name. */
export const suppressPending = (draft: Draft, run: RunId, why: string): void => {
  for (const execution of Object.values(draft.journeys.executions))
    if (execution.run === run && isPending(execution))
      emit(draft, { type: "execution.suppressed", execution: execution.execution, why });
};

const endRuns = (draft: Draft, fact: string): void => {
  for (const { run, definition } of activeRuns(draft)) {
    if (!definition.until.includes(fact)) continue;
    emit(draft, { type: "run.finished", run: run.id, status: "cancelled", why: fact });
    suppressPending(draft, run.id, fact);
  }
};

/** Nothing fails silently: a text that could not be sent becomes a person's task. */
const openTasksForFailures = (draft: Draft): void => {
  for (const event of [...draft.events]) {
    if (event.type !== "execution.failed") continue;
    const task = derive<TaskId>(draft.facts.stream, event.execution, "failed");
    emit(draft, {
      type: "task.opened",
      task,
      kind: "text-failed",
      priority: "medium",
      dueAt: null,
    });
  }
};

const markDue = (draft: Draft): void => {
  const { now } = draft.facts;
  for (const execution of Object.values(draft.journeys.executions)) {
    const at = nextExecutionWake(execution);
    if (at !== null && now >= at)
      emit(draft, {
        type: "execution.due",
        execution: execution.execution,
        why: dueWhy[execution.phase.status] ?? "look_up",
      });
  }
};

const dueWhy: Readonly<Record<string, "deferral_over" | "retry">> = {
  deferred: "deferral_over",
  retrying: "retry",
};

/** Runs that may go on, in the order of their definitions; one whose definition is gone is blocked by name. */
const activeRuns = (draft: Draft): readonly { run: Run; definition: Definition }[] => {
  const found: { run: Run; definition: Definition }[] = [];
  for (const run of Object.values(draft.journeys.runs).filter(isActive)) {
    const definition = draft.facts.definitions.byHash(run.definition.hash);
    if (definition !== null) found.push({ run, definition });
    else emit(draft, { type: "run.blocked", run: run.id, why: "definition_missing" });
  }
  return found.sort((a, b) => order(a.definition, b.definition) || compare(a.run.id, b.run.id));
};

const order = (a: Definition, b: Definition): number =>
  b.priority - a.priority || compare(a.slug, b.slug);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

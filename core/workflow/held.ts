import { isPending } from "#core/execution/state";
import { derive, type TaskId } from "#core/kernel/ids";
import type { Definition } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import { customerErased, type TaskMoot } from "#core/workflow/events";
import { isActive, type Run, seenSince } from "#core/workflow/run";

type Running = { readonly run: Run; readonly definition: Definition };

/** Runs that may go on, in the order of their definitions. */
export const activeRuns = (draft: Draft): readonly Running[] =>
  unfinishedRuns(draft).filter(({ run }) => isActive(run));

/** Also those that are paused or blocked, as long as their definition is known. */
export const unfinishedRuns = (draft: Draft): readonly Running[] =>
  Object.values(draft.journeys.runs)
    .flatMap((run) => {
      const definition = run.end === null ? definitionOf(draft, run) : null;
      return definition === null ? [] : [{ run, definition }];
    })
    .toSorted((a, b) => order(a.definition, b.definition) || compare(a.run.id, b.run.id));

/** A run whose definition is gone does not guess: it is blocked by name, once, and a person is told. */
export const blockRuns = (draft: Draft): void => {
  for (const run of Object.values(draft.journeys.runs)) {
    if (!isActive(run) || definitionOf(draft, run) !== null) continue;
    emit(draft, { type: "run.blocked", run: run.id, why: "definition_missing" });
    askPerson(draft, blockedTask(draft, run));
  }
};

/** Unless it is still open from the last time. */
const askPerson = (draft: Draft, task: TaskId): void => {
  if (draft.journeys.tasks[task] !== undefined) return;
  emit(draft, {
    type: "task.opened",
    task,
    kind: "journey-blocked",
    priority: "high",
    dueAt: null,
  });
};

/**
 * A blocked run whose definition is back goes on by itself, the next time that anything happens in its
 * stream; unless something has happened meanwhile that ends it.
 */
export const unblockRuns = (draft: Draft): void => {
  for (const { run, definition } of unfinishedRuns(draft)) {
    if (run.hold !== "blocked") continue;
    const task = blockedTask(draft, run);
    emit(draft, { type: "run.resumed", run: run.id });
    if (draft.journeys.tasks[task] !== undefined)
      emit(draft, { type: "task.closed", task, why: resumed });
    const ending = seenSince(run).flatMap((type) => endedBy(definition, type) ?? [])[0];
    if (ending !== undefined) finishRun(draft, run, ending);
  }
};

/** Why this fact ends a run of the definition; `null` where it does not. */
export const endedBy = (definition: Definition, fact: string): string | null => {
  if (fact === customerErased && !outlivesCustomer(definition)) return "customer_erased";
  return definition.until.includes(fact) ? fact : null;
};

/** It has something to tidy up when its customer is erased. */
export const outlivesCustomer = ({ steps }: Definition): boolean =>
  steps.some((step) => step.do.kind === "await" && step.do.events.includes(customerErased));

const resumed: TaskMoot = "journey_resumed";

/** What an ended run had planned and not begun ends with it, under the same name. */
export const finishRun = (draft: Draft, run: Run, why: string): void => {
  emit(draft, { type: "run.finished", run: run.id, status: "cancelled", why });
  for (const execution of Object.values(draft.journeys.executions))
    if (execution.run === run.id && isPending(execution))
      emit(draft, { type: "execution.suppressed", execution: execution.execution, why });
};

const definitionOf = (draft: Draft, run: Run): Definition | null =>
  draft.facts.definitions.byHash(run.definition.hash);

const blockedTask = (draft: Draft, run: Run): TaskId =>
  derive<TaskId>(draft.facts.stream, run.id, "blocked");

const order = (a: Definition, b: Definition): number =>
  b.priority - a.priority || compare(a.slug, b.slug);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import type { ExecutionId, RunId } from "#core/kernel/ids";
import { act } from "#core/workflow/act";
import type { Definition, Step } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import type { StepSkip } from "#core/workflow/events";
import { hasHappened, isOver, type Run, type StepState } from "#core/workflow/run";
import { done, evaluate } from "#core/workflow/step";

/**
 * Carries a run as far as it can go now: ends the waits whose time has come, begins every step whose
 * needs are over, and finishes the run when nothing is left. Pure: the same draft gives the same events.
 */
export const advanceRun = (draft: Draft, id: RunId, definition: Definition): void => {
  let before = -1;
  while (before !== draft.events.length) {
    before = draft.events.length;
    for (const step of definition.steps) advanceStep(draft, id, step, definition);
  }
  finish(draft, id, definition);
};

const advanceStep = (draft: Draft, id: RunId, step: Step, definition: Definition): void => {
  const run = runOf(draft, id);
  const state = run.steps[step.id];
  if (state === undefined) return begin(draft, run, step, definition);
  goOn(draft, run, step, state);
};

/** A step that has begun: has its time come, has its event happened, has its side effect ended? */
const goOn = (draft: Draft, run: Run, step: Step, state: StepState): void => {
  const { now } = draft.facts;
  if (state.status === "waiting" && now >= state.until) done(draft, run, step, "reached");
  if (state.status === "executing") settleStep(draft, run, step, state.execution as ExecutionId);
  if (state.status !== "awaiting") return;
  if (hasHappened(run, state.events)) done(draft, run, step, "received");
  else if (now >= state.until) done(draft, run, step, "timed_out");
};

const settleStep = (draft: Draft, run: Run, step: Step, execution: ExecutionId): void => {
  const phase = draft.journeys.executions[execution]?.phase;
  if (phase?.status === "sent") done(draft, run, step, "sent");
  if (phase?.status === "suppressed") done(draft, run, step, "suppressed");
  if (phase?.status === "failed")
    emit(draft, { type: "run.step_failed", run: run.id, step: step.id, why: phase.why });
};

const begin = (draft: Draft, run: Run, step: Step, definition: Definition): void => {
  const needs = step.needs.map((need) => run.steps[need]);
  if (!needs.every(isOver)) return;

  const why = skipReason(draft, run, step, definition);
  if (why !== null)
    return emit(draft, { type: "run.step_skipped", run: run.id, step: step.id, why });
  act(draft, run, step, definition);
};

const skipReason = (
  draft: Draft,
  run: Run,
  step: Step,
  definition: Definition,
): StepSkip | null => {
  if (isOtherBranch(run, step, definition)) return "branch_not_taken";
  const needs = step.needs.map((need) => run.steps[need]?.status);
  if (needs.includes("failed")) return "needs_failed";
  if (needs.includes("skipped")) return "needs_skipped";
  if (step.if === null) return null;

  const holds = evaluate(draft, run, step.if);
  if (!holds.ok) return "expression_failed";
  return holds.value ? null : "condition_false";
};

const isOtherBranch = (run: Run, step: Step, definition: Definition): boolean =>
  definition.steps.some((chooser) => {
    if (chooser.do.kind !== "choose" || !step.needs.includes(chooser.id)) return false;
    const state = run.steps[chooser.id];
    const isOption = chooser.do.options.some((option) => option.then === step.id);
    return isOption && state?.status === "done" && state.outcome !== step.id;
  });

const finish = (draft: Draft, id: RunId, definition: Definition): void => {
  const run = runOf(draft, id);
  if (run.end !== null || !definition.steps.every((step) => isOver(run.steps[step.id]))) return;
  const failed = definition.steps.find((step) => run.steps[step.id]?.status === "failed");
  emit(draft, {
    type: "run.finished",
    run: id,
    status: failed === undefined ? "completed" : "failed",
    why: failed === undefined ? null : `step_failed: ${failed.id}`,
  });
};

const runOf = (draft: Draft, id: RunId): Run => {
  const run = draft.journeys.runs[id];
  if (run === undefined) throw new Error(`Cannot advance the unknown run "${id}"`);
  return run;
};

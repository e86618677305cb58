import { derive, executionIdIn, type TaskId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Action, Expression, Step } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import type { Run } from "#core/workflow/run";
import { done, evaluate, skip } from "#core/workflow/step";
import { useTool } from "#core/workflow/tools";

/** Begins a step whose needs are over and whose condition holds. */
export const act = (draft: Draft, run: Run, step: Step): void => {
  switch (step.do.kind) {
    case "use":
      return use(draft, run, step, step.do);
    case "wait":
      return wait(draft, run, step, step.do.until);
    case "await":
      return awaitEvent(draft, run, step, step.do);
    case "choose":
      return choose(draft, run, step, step.do.options);
  }
};

const use = (
  draft: Draft,
  run: Run,
  step: Step,
  action: Extract<Action, { kind: "use" }>,
): void => {
  const dueAt = step.needs.reduce<Instant | null>((latest, need) => {
    const state = run.steps[need];
    const at = state?.status === "done" ? state.dueAt : null;
    return at !== null && (latest === null || at > latest) ? at : latest;
  }, null);
  const used = useTool(action, {
    run: run.id,
    step: step.id,
    execution: executionIdIn(draft.facts.stream, run.id, step.id),
    task: derive<TaskId>(draft.facts.stream, run.id, step.id, "task"),
    plan: draft.subject?.plan ?? 0,
    dueAt: dueAt ?? draft.facts.now,
    now: draft.facts.now,
  });
  emit(draft, used);
  if (used.type === "task.opened") done(draft, run, step, "asked");
};

const wait = (
  draft: Draft,
  run: Run,
  step: Step,
  until: Expression<"timestamp"> | Expression<"duration">,
): void => {
  const value = evaluate<"timestamp" | "duration">(draft, run, until);
  if (!value.ok) return skip(draft, run, step, "expression_failed");

  const at = typeof value.value === "number" ? plusMs(draft.facts.now, value.value) : value.value;
  if (at <= draft.facts.now) return skip(draft, run, step, "already_past");
  emit(draft, { type: "run.step_waiting", run: run.id, step: step.id, until: at });
};

const awaitEvent = (
  draft: Draft,
  run: Run,
  step: Step,
  action: Extract<Action, { kind: "await" }>,
): void => {
  if (action.events.some((type) => run.seen.includes(type)))
    return done(draft, run, step, "received");
  emit(draft, {
    type: "run.step_awaiting",
    run: run.id,
    step: step.id,
    events: action.events,
    until: plusMs(draft.facts.now, action.timeoutMs),
  });
};

const choose = (
  draft: Draft,
  run: Run,
  step: Step,
  options: Extract<Action, { kind: "choose" }>["options"],
): void => {
  const taken = options.find((option) => {
    if (option.when === null) return true;
    const holds = evaluate(draft, run, option.when);
    return holds.ok && holds.value;
  });
  if (taken === undefined) return skip(draft, run, step, "condition_false");
  done(draft, run, step, taken.then);
};

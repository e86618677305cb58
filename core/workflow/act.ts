import { derive, executionIdIn, type TaskId } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";
import { type Instant, latest, plusMs } from "#core/kernel/time";
import { basisOf, zonesOnly } from "#core/policy/basis";
import type { Action, Definition, Expression, Step } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import { hasHappened, type Run } from "#core/workflow/run";
import { done, evaluate, skip } from "#core/workflow/step";
import { openTask } from "#core/workflow/tasks";
import { type ToolUse, useTool } from "#core/workflow/tools";

/** Begins a step whose needs are over and whose condition holds. */
export const act = (draft: Draft, run: Run, step: Step, definition: Definition): void => {
  switch (step.do.kind) {
    case "use":
      return use(draft, run, step, useTool(step.do, toolUse(draft, run, step, definition)));
    case "wait":
      return wait(draft, run, step, step.do.until);
    case "await":
      return awaitEvent(draft, run, step, step.do);
    case "choose":
      return choose(draft, run, step, step.do.options);
  }
};

const use = (draft: Draft, run: Run, step: Step, used: ReturnType<typeof useTool>): void => {
  if (used.type === "task.opened") return done(draft, run, step, openTask(draft, used));
  emit(draft, used);
};

const toolUse = (draft: Draft, run: Run, step: Step, definition: Definition): ToolUse => {
  const { stream, now } = draft.facts;
  return {
    run: run.id,
    step: step.id,
    execution: executionIdIn(stream, run.id, step.id),
    task: derive<TaskId>(stream, run.id, step.id, "task"),
    plan: draft.subject?.plan ?? 0,
    until: definition.until,
    dueAt: momentOf(run, step, definition) ?? now,
    now,
  };
};

/**
 * The moment that a step is for: when the last thing happened that it waited for, and before that the run's own
 * where the clock has started it late. Choosing and asking take no time, so what comes after them is as late as they were.
 */
const momentOf = (run: Run, step: Step, definition: Definition): Instant | null => {
  const moments = step.needs.map((need) => {
    const before = definition.steps.find(({ id }) => id === need);
    const state = run.steps[need];
    if (before !== undefined && isInstant(before.do)) return momentOf(run, before, definition);
    return state?.status === "done" ? state.dueAt : null;
  });
  return latest(moments) ?? run.dueAt ?? null;
};

const isInstant = (action: Action): boolean =>
  action.kind === "choose" || (action.kind === "use" && action.tool === "person.ask");

const wait = (
  draft: Draft,
  run: Run,
  step: Step,
  until: Expression<"timestamp"> | Expression<"duration">,
): void => {
  const value = evaluate<"timestamp" | "duration">(draft, run, until);
  if (!value.ok) return skip(draft, run, step, "expression_failed");

  const at = typeof value.value === "number" ? after(draft.facts.now, value.value) : value.value;
  if (at === null) return skip(draft, run, step, "expression_failed");
  if (at <= draft.facts.now) return skip(draft, run, step, "already_past");
  const basis = until.byWallClock && { basis: basisOf(draft.facts.tzdb, zonesOnly) };
  emit(draft, { type: "run.step_waiting", run: run.id, step: step.id, until: at, ...basis });
};

/** The same bound that a plain duration has; far beyond it the calendar ends. */
const longestWaitMs = 366 * 24 * 3_600_000;

const after = (now: Instant, ms: number): Instant | null =>
  ms <= longestWaitMs ? plusMs(now, Math.max(0, ms)) : null;

const awaitEvent = (
  draft: Draft,
  run: Run,
  step: Step,
  action: Extract<Action, { kind: "await" }>,
): void => {
  if (hasHappened(run, action.events)) return done(draft, run, step, "received");
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
  for (const option of options) {
    const holds = option.when === null ? ok(true) : evaluate(draft, run, option.when);
    if (!holds.ok) return skip(draft, run, step, "expression_failed");
    if (holds.value) return done(draft, run, step, option.then);
  }
  skip(draft, run, step, "condition_false");
};

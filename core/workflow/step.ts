import { type Result, refuse } from "#core/kernel/result";
import { nobodyKnown } from "#core/workflow/asks";
import type {
  Expression,
  ExpressionContext,
  ExpressionFailed,
  Step,
} from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import type { StepSkip } from "#core/workflow/events";
import type { Run } from "#core/workflow/run";

export const done = (draft: Draft, run: Run, step: Step, outcome: string): void =>
  emit(draft, { type: "run.step_done", run: run.id, step: step.id, outcome });

export const skip = (draft: Draft, run: Run, step: Step, why: StepSkip): void =>
  emit(draft, { type: "run.step_skipped", run: run.id, step: step.id, why });

export const evaluate = <T extends Expression["type"]>(
  draft: Draft,
  run: Run,
  expression: Expression<T>,
): ReturnType<Expression<T>["evaluate"]> | Result<never, ExpressionFailed> =>
  draft.subject === null
    ? refuse({
        code: "expression_failed",
        details: { expression: expression.source, why: "nothing is accompanied yet" },
      })
    : expression.evaluate(contextOf(draft, run));

export const contextOf = (
  draft: Pick<Draft, "facts" | "subject" | "customer">,
  run: Run | null,
): ExpressionContext => {
  if (draft.subject === null) throw new Error("Cannot build a context for nothing");
  const steps = Object.entries(run?.steps ?? {}).map(([id, state]) => [
    id,
    { outcome: state.status === "done" ? state.outcome : state.status },
  ]);
  const customer = run?.customer ?? draft.customer ?? nobodyKnown;
  return {
    now: draft.facts.now,
    appointment: draft.subject,
    customer,
    steps: Object.fromEntries(steps),
  };
};

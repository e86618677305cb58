import { spokenCondition } from "#core/views/spoken-condition";
import { spokenName } from "#core/views/spoken-time";
import { type Scene, type Told, told } from "#core/views/timeline-entry";
import { reasonIn, statusWords, stepSkipWords } from "#core/views/timeline-reasons";
import type { Step } from "#core/workflow/definition";
import type { RunEvent } from "#core/workflow/events";
import type { Run } from "#core/workflow/run";

/**
 * A step that was left out. Where it is a text, this is the answer to "why did it not go", so the chain
 * of steps that depend on each other is followed to the one that began it.
 */
export const stepSkipped = (
  event: Extract<RunEvent, { type: "run.step_skipped" }>,
  scene: Scene,
): Told => {
  const run = scene.state.journeys.runs[event.run];
  const steps = stepsOf(run, scene);
  const step = steps.find(({ id }) => id === event.step);
  const isText = step?.do.kind === "use" && step.do.tool === "text.send";
  const name = `“${spokenName(event.step)}” left out`;
  const rest = {
    why: because(event.why, { step, run, steps, scene }),
    ids: { run: event.run, step: event.step },
  };
  return isText
    ? told("text", "neutral", `Text ${name}`, {
        ...rest,
        isMinor: event.why === "branch_not_taken",
      })
    : told("journey", "neutral", `Step ${name}`, { ...rest, isMinor: true });
};

const stepsOf = (run: Run | undefined, { reading }: Scene): readonly Step[] =>
  run === undefined ? [] : (reading.definitions.byHash(run.definition.hash)?.steps ?? []);

type Case = {
  readonly step: Step | undefined;
  readonly run: Run | undefined;
  readonly steps: readonly Step[];
  readonly scene: Scene;
};

const because = (why: string, { step, run, steps, scene }: Case): string => {
  if (why === "condition_false") {
    const { domain } = scene.state;
    const status = domain.status === "none" ? "" : `; the visit was ${statusWords[domain.status]}`;
    return step?.if
      ? `it goes ahead ${spokenCondition(step.if.source)}${status}`
      : `${stepSkipWords[why]}${status}`;
  }
  const root = why === "needs_skipped" && run !== undefined ? firstSkipped(step, run, steps) : null;
  if (root === null) return reasonIn(stepSkipWords, why);
  const began = because(root.why, { step: root.step, run, steps, scene });
  return `it comes after “${spokenName(root.id)}”, which was left out: ${began}`;
};

const firstSkipped = (
  step: Step | undefined,
  run: Run,
  steps: readonly Step[],
): { readonly id: string; readonly why: string; readonly step: Step | undefined } | null => {
  for (const id of step?.needs ?? []) {
    const state = run.steps[id];
    if (state?.status !== "skipped") continue;
    const before = steps.find((one) => one.id === id);
    return firstSkipped(before, run, steps) ?? { id, why: state.why, step: before };
  }
  return null;
};

import type { Hex, RunId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { CustomerInExpressions } from "#core/workflow/definition";
import type { RunEvent } from "#core/workflow/events";

/** Where a step stands. A step that is not in the run's record has not begun: it is pending. */
export type StepState =
  | { readonly status: "waiting"; readonly until: Instant }
  | { readonly status: "awaiting"; readonly events: readonly string[]; readonly until: Instant }
  | { readonly status: "executing"; readonly execution: string }
  | { readonly status: "done"; readonly outcome: string; readonly dueAt: Instant }
  | { readonly status: "skipped"; readonly why: string }
  | { readonly status: "failed"; readonly why: string };

export type RunStatus =
  | "pending"
  | "running"
  | "waiting"
  | "retrying"
  | "paused"
  | "blocked"
  | "completed"
  | "failed"
  | "cancelled";

export type Run = {
  readonly id: RunId;
  readonly slug: string;
  readonly definition: { readonly version: number; readonly hash: Hex };
  readonly startedAt: Instant;
  /** When the clock should have started it; left out where it did, and where something else started it. */
  readonly dueAt?: Instant;
  readonly steps: Readonly<Record<string, StepState>>;
  /** Event types seen since the start, so that an await does not wait for what has already happened. */
  readonly seen: readonly string[];
  /** What was known of the customer when it began, where it asks. */
  readonly customer?: CustomerInExpressions;
  readonly hold: "paused" | "blocked" | null;
  readonly end: {
    readonly status: "completed" | "failed" | "cancelled";
    readonly why: string | null;
  } | null;
};

export const startedRun = (
  event: Extract<RunEvent, { type: "run.started" }>,
  at: Instant,
): Run => ({
  id: event.run,
  slug: event.slug,
  definition: event.definition,
  startedAt: at,
  ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
  steps: {},
  seen: [event.trigger],
  ...(event.customer !== undefined && { customer: event.customer }),
  hold: null,
  end: null,
});

type RunChange = Exclude<RunEvent, { type: "run.started" | "run.skipped" }>;

export const evolveRun = (run: Run, event: RunChange, at: Instant): Run => {
  switch (event.type) {
    case "run.paused":
      return { ...run, hold: "paused" };
    case "run.resumed":
      return { ...run, hold: null };
    case "run.blocked":
      return { ...run, hold: "blocked" };
    case "run.finished":
      return { ...run, end: { status: event.status, why: event.why } };
    case "run.step_waiting":
    case "run.step_awaiting":
    case "run.step_done":
    case "run.step_skipped":
    case "run.step_failed":
      return withStep(run, event.step, stepState(run, event, at));
  }
};

/** The trigger stands first in the record; should the same happen again, it is noted once more. */
export const withSeen = (run: Run, type: string): Run =>
  seenSince(run).includes(type) ? run : { ...run, seen: [...run.seen, type] };

/** What has happened since the run began; what began it does not count. */
export const seenSince = (run: Run): readonly string[] => run.seen.slice(1);

/**
 * Whether one of these has happened in time to end an await. What holds (a confirmation, a payment) ends it whenever
 * it happened; an answer does so only where it is one to the run's last question.
 */
export const hasHappened = (run: Run, types: readonly string[]): boolean =>
  types.some((type) => (type === answerNoted ? seenSince(run) : run.seen).includes(type));

/** A question goes out: what has been answered before is no answer to it. */
export const withQuestion = (run: Run): Run => ({
  ...run,
  seen: run.seen.filter((type, index) => index === 0 || type !== answerNoted),
});

const answerNoted = "appointment.answer_noted";

export const withStep = (run: Run, step: string, state: StepState): Run => ({
  ...run,
  steps: { ...run.steps, [step]: state },
});

export const isActive = (run: Run): boolean => run.end === null && run.hold === null;

export const isOver = (step: StepState | undefined): boolean =>
  step !== undefined && ["done", "skipped", "failed"].includes(step.status);

/** The run's state as people are shown it (catalogue row C2). */
export const runStatus = (run: Run, isRetrying: (execution: string) => boolean): RunStatus => {
  if (run.end !== null) return run.end.status;
  if (run.hold !== null) return run.hold;

  const steps = Object.values(run.steps);
  if (steps.length === 0) return "pending";
  const executing = steps.filter((step) => step.status === "executing");
  if (executing.some((step) => isRetrying(step.execution))) return "retrying";
  if (executing.length > 0) return "running";
  return steps.some((step) => step.status === "waiting" || step.status === "awaiting")
    ? "waiting"
    : "running";
};

const stepState = (
  run: Run,
  event: Extract<RunChange, { step: string }>,
  at: Instant,
): StepState => {
  switch (event.type) {
    case "run.step_waiting":
      return { status: "waiting", until: event.until };
    case "run.step_awaiting":
      return { status: "awaiting", events: event.events, until: event.until };
    case "run.step_done":
      return {
        status: "done",
        outcome: event.outcome,
        dueAt: dueAtOf(run.steps[event.step], event.outcome, at),
      };
    case "run.step_skipped":
      return { status: "skipped", why: event.why };
    case "run.step_failed":
      return { status: "failed", why: event.why };
  }
};

/** A wait or a time-out that rang late was due at its time, not when somebody heard it. */
const dueAtOf = (before: StepState | undefined, outcome: string, at: Instant): Instant => {
  if (before?.status === "waiting") return before.until;
  return before?.status === "awaiting" && outcome === "timed_out" ? before.until : at;
};

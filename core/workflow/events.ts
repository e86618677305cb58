import type { AppointmentId, Hex, RunId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Basis } from "#core/policy/basis";
import type { CustomerInExpressions } from "#core/workflow/definition";

/** Why a step did not do what it says. Doing nothing always has a name. */
export type StepSkip =
  | "already_past"
  | "condition_false"
  | "expression_failed"
  | "needs_skipped"
  | "needs_failed"
  | "branch_not_taken";

/** The kind of the task that a customer's number which cannot be texted becomes. */
export const numberTaskKind = "number-unreachable";

/**
 * Whose the accompanied thing is has been erased. Every run ends with that and none begins, except those that
 * await it to tidy up.
 */
export const customerErased = "appointment.customer_erased";

export type TaskPriority = "low" | "medium" | "high";

/** What happens to journeys, in the stream of the thing they accompany. */
export type RunEvent =
  | {
      readonly type: "run.started";
      readonly run: RunId;
      readonly slug: string;
      readonly definition: { readonly version: number; readonly hash: Hex };
      /** What started it: an event type, `time`, `cron` or `pattern`. */
      readonly trigger: string;
      /** When the clock should have started it; left out where it did, and where something else started it. */
      readonly dueAt?: Instant;
      /** What was known of the customer then, where the definition asks: its steps go by it to the end. */
      readonly customer?: CustomerInExpressions;
    }
  /** The trigger fired, and yet there is no run. */
  | {
      readonly type: "run.skipped";
      readonly slug: string;
      readonly why: string;
      readonly customer?: CustomerInExpressions;
    }
  | {
      readonly type: "run.step_waiting";
      readonly run: RunId;
      readonly step: string;
      readonly until: Instant;
      /** Where a moment was worked out, and not only a span waited for. */
      readonly basis?: Basis;
    }
  | {
      readonly type: "run.step_awaiting";
      readonly run: RunId;
      readonly step: string;
      readonly events: readonly string[];
      readonly until: Instant;
    }
  | {
      readonly type: "run.step_done";
      readonly run: RunId;
      readonly step: string;
      readonly outcome: string;
    }
  | {
      readonly type: "run.step_skipped";
      readonly run: RunId;
      readonly step: string;
      readonly why: StepSkip;
    }
  | {
      readonly type: "run.step_failed";
      readonly run: RunId;
      readonly step: string;
      readonly why: string;
    }
  | { readonly type: "run.paused"; readonly run: RunId }
  | { readonly type: "run.resumed"; readonly run: RunId }
  | { readonly type: "run.blocked"; readonly run: RunId; readonly why: "definition_missing" }
  | {
      readonly type: "run.finished";
      readonly run: RunId;
      readonly status: "completed" | "failed" | "cancelled";
      readonly why: string | null;
    };

/** Why nobody need do a task any more, where no event of the appointment is the reason. */
export type TaskMoot =
  | "replaced"
  | "journey_resumed"
  | "number_reachable"
  | "no_visit_ahead"
  | "customer_erased";

/** A text to be answered: which one, how it was read, and the visit that it seems to be about. */
export type TaskSubject = {
  readonly text: string;
  readonly intent: string;
  readonly confidence: number;
  readonly appointment: AppointmentId | null;
};

export type TaskEvent =
  | {
      readonly type: "task.opened";
      readonly task: TaskId;
      readonly kind: string;
      readonly priority: TaskPriority;
      readonly dueAt: Instant | null;
      /** Events of the appointment that make it moot; left out where none does. */
      readonly until?: readonly string[];
      /** Whose it is to do; left out where the tenant's usual owner does it. */
      readonly owner?: string;
      /** What it is about, by ids: the words themselves stay sealed in the stream. */
      readonly subject?: TaskSubject;
    }
  | {
      readonly type: "task.closed";
      readonly task: TaskId;
      /** What made it moot: such an event, or a `TaskMoot`. Left out where a person has closed it. */
      readonly why?: string;
    };

/** The stream's earliest wake has changed; whoever reads the feed sets its one timer. */
export type WakeEvent = { readonly type: "wake.planned"; readonly at: Instant | null };

import type { ExecutionEvent } from "#core/execution/events";
import type { ExecutionId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { NoticeChannel } from "#core/operator/card";
import type { TaskPriority, WakeEvent } from "#core/workflow/events";

/** One task that a person is to hear of. */
export type NoticeItem = {
  readonly task: TaskId;
  /** The version of the task's stream that asked: the same task may ask again when it has grown late. */
  readonly asOf: number;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly dueAt: Instant;
};

export type SentBy = Exclude<NoticeChannel, "dashboard">;

export type NoticeSkip = "dashboard_only" | "opted_out" | "no_address" | "operator_removed";
export type NoticeDrop = "task_over" | "operator_removed" | "opted_out";

/**
 * What one person hears of their tasks, in a stream of its own: `operator/<id>`. The life of a notice after its
 * intent is that of every side effect: the same events, decided by the same rules.
 */
export type OperatorEvent =
  | ({
      readonly type: "notice.collected";
      readonly channel: SentBy;
      /** When the visit begins that it is about, as it stood then: nobody sleeps through what it still needs. */
      readonly visit?: Instant;
    } & NoticeItem)
  | {
      readonly type: "notice.skipped";
      readonly task: TaskId;
      readonly asOf: number;
      readonly why: NoticeSkip;
    }
  /** It was collected, and need not be told any more. */
  | { readonly type: "notice.dropped"; readonly task: TaskId; readonly why: NoticeDrop }
  /** All that was collected goes in one message. */
  | {
      readonly type: "notice.requested";
      readonly execution: ExecutionId;
      readonly channel: SentBy;
      readonly items: readonly NoticeItem[];
    }
  | {
      readonly type: "notice.intended";
      readonly execution: ExecutionId;
      readonly attempt: number;
      readonly token: number;
      readonly usefulUntil: Instant;
      readonly to: string;
      readonly body: string;
      readonly segments: number;
    }
  | NoticeFate
  /** From here on no task is told to them by text; the dashboard goes on showing it. */
  | { readonly type: "notice.opted_out"; readonly how: "text" | "dashboard" }
  | { readonly type: "notice.opted_in"; readonly how: "text" | "dashboard" }
  /** They texted something else, or a STOP or START that was so already. Nobody answers: tasks are done on the dashboard. */
  | { readonly type: "notice.text_ignored"; readonly sid: string }
  | WakeEvent;

/** What becomes of a notice after it was asked for, as of any side effect. */
export type NoticeFate = Exclude<
  ExecutionEvent,
  { type: "execution.requested" | "execution.intended" }
>;

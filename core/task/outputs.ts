import type { ExecutionId, TaskId } from "#core/kernel/ids";
import type { Commit, Event } from "#core/kernel/message";
import type { NoticeItem, OperatorEvent } from "#core/operator/events";
import type { HandlingEvent, OperatorId } from "#core/task/events";
import type { TenantEvent } from "#core/tenant/operators";
import type { TaskEvent } from "#core/workflow/events";

/** What a commit means for the people of the business. Derived from it, as often as needed, with the same result. */
export type PeopleOutput =
  | {
      readonly kind: "begin_task";
      readonly opened: Extract<TaskEvent, { type: "task.opened" }>;
    }
  | { readonly kind: "end_task"; readonly task: TaskId; readonly why: string | null }
  | { readonly kind: "tell_people"; readonly whom: Whom; readonly item: NoticeItem }
  /** Whoever was to hear of it need not any more. */
  | { readonly kind: "withdraw_notices"; readonly task: TaskId }
  /** Somebody has done it on its own page: where it arose it is open still. */
  | { readonly kind: "close_at_origin"; readonly task: TaskId }
  | { readonly kind: "execute_notice"; readonly execution: ExecutionId }
  | { readonly kind: "forget_operator"; readonly operator: OperatorId };

/** Everybody who has the role, or one person. */
export type Whom =
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "operator"; readonly operator: OperatorId };

type Known = TaskEvent | HandlingEvent | OperatorEvent | TenantEvent;

export const peopleOutputsOf = (commit: Commit): readonly PeopleOutput[] => {
  if (!commit.stream.startsWith("task/"))
    return [
      ...tasksIn(commit.events),
      ...commit.events.flatMap((event) => outputOf(event as Known)),
    ];
  const task = commit.stream.slice("task/".length) as TaskId;
  return (commit.events as readonly HandlingEvent[]).flatMap((event) =>
    ofTask(event, task, commit.version),
  );
};

/** A task that was opened and closed in one commit was never anybody's. */
export const taskEventsOf = (events: readonly Event[]): readonly TaskEvent[] => {
  const own = events.filter(
    (event): event is TaskEvent => event.type === "task.opened" || event.type === "task.closed",
  );
  return own.filter(({ task }) => own.filter((one) => one.task === task).length === 1);
};

const tasksIn = (events: readonly Event[]): readonly PeopleOutput[] =>
  taskEventsOf(events).map((event) =>
    event.type === "task.opened"
      ? { kind: "begin_task", opened: event }
      : { kind: "end_task", task: event.task, why: event.why ?? null },
  );

const outputOf = (event: Known): readonly PeopleOutput[] => {
  if (event.type === "notice.requested")
    return [{ kind: "execute_notice", execution: event.execution }];
  return event.type === "operator.removed"
    ? [{ kind: "forget_operator", operator: event.operator }]
    : [];
};

const ofTask = (event: HandlingEvent, task: TaskId, asOf: number): readonly PeopleOutput[] => {
  const about = ({ kind, priority, dueAt }: Omit<NoticeItem, "task" | "asOf">) => ({
    item: { task, asOf, kind, priority, dueAt },
  });
  switch (event.type) {
    case "handling.begun":
    case "handling.escalated":
      return [{ kind: "tell_people", whom: { kind: "role", role: event.role }, ...about(event) }];
    case "handling.assigned":
      // Whoever takes it on knows of it.
      return event.how === "claimed"
        ? []
        : [{ kind: "tell_people", whom: event.to, ...about(event) }];
    case "handling.ended": {
      const withdrawn = { kind: "withdraw_notices", task } as const;
      return event.why === null ? [withdrawn, { kind: "close_at_origin", task }] : [withdrawn];
    }
    case "handling.nobody_told":
    case "wake.planned":
      return [];
  }
};

import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import type { TaskEvent, TaskPriority } from "#core/workflow/events";

/** Something that a person is to do. */
export type TaskRow = {
  readonly id: string;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly openedAt: Instant;
  readonly dueAt: Instant | null;
  readonly stream: string;
  readonly state: "open" | "closed";
};

export const tasksView = "tasks";

const urgency: Readonly<Record<TaskPriority, number>> = { high: 1, medium: 2, low: 3 };

export const taskEventsOf = (commit: Commit): readonly TaskEvent[] =>
  commit.events.filter(
    (event): event is TaskEvent => event.type === "task.opened" || event.type === "task.closed",
  );

export const foldTaskRow = (
  row: TaskRow | null,
  event: TaskEvent,
  commit: Commit,
): TaskRow | null => {
  if (event.type === "task.closed") return row === null ? null : { ...row, state: "closed" };
  const { task, kind, priority, dueAt } = event;
  const { stream, at: openedAt } = commit;
  return { id: task, kind, priority, openedAt, dueAt, stream, state: "open" };
};

/** Open tasks are listed the most urgent first, then the oldest; closed ones are kept, unlisted. */
export const taskItem = (row: TaskRow, commit: Commit): ViewItem => ({
  view: tasksView,
  key: row.id,
  index1: row.state === "open" ? `${urgency[row.priority]}#${row.openedAt}` : null,
  index2: row.stream,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

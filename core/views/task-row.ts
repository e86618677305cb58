import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import type { TaskEvent, TaskPriority, TaskSubject } from "#core/workflow/events";
import { urgency } from "#core/workflow/tasks";

/** Something that a person is to do. */
export type TaskRow = {
  readonly id: string;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly openedAt: Instant;
  readonly dueAt: Instant | null;
  readonly stream: string;
  readonly state: "open" | "closed";
  /** Events of the appointment that close it by themselves. */
  readonly until: readonly string[];
  /** What made it moot; `null` while it is open, and where a person has closed it. */
  readonly closedWhy: string | null;
  readonly owner?: string;
  readonly subject?: TaskSubject;
};

export const tasksView = "tasks";

/** A task that was opened and closed in one commit was never anybody's: it has no row. */
export const taskEventsOf = (commit: Commit): readonly TaskEvent[] => {
  const events = commit.events.filter(
    (event): event is TaskEvent => event.type === "task.opened" || event.type === "task.closed",
  );
  return events.filter(({ task }) => events.filter((one) => one.task === task).length === 1);
};

export const foldTaskRow = (
  row: TaskRow | null,
  event: TaskEvent,
  commit: Commit,
): TaskRow | null => {
  if (event.type === "task.closed")
    return row === null ? null : { ...row, state: "closed", closedWhy: event.why ?? null };
  const { task, kind, priority, dueAt, until = [], owner, subject } = event;
  const { stream, at: openedAt } = commit;
  const known = {
    ...(owner !== undefined && { owner }),
    ...(subject !== undefined && { subject }),
  };
  const opened = { id: task, kind, priority, openedAt, dueAt, until, stream, ...known };
  return { ...opened, state: "open", closedWhy: null };
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

import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import type { HandlingEvent, OperatorId } from "#core/task/events";
import type { TaskPriority, TaskSubject } from "#core/workflow/events";
import { urgency } from "#core/workflow/tasks";

/** Something that a person is to do. */
export type TaskRow = {
  readonly id: string;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  /** Where it arose. */
  readonly stream: string;
  readonly state: "open" | "closed";
  /** Events of the appointment that close it by themselves. */
  readonly until: readonly string[];
  /** What made it moot; `null` while it is open, and where a person has closed it. */
  readonly closedWhy: string | null;
  /** Whose it is to do: whoever has this role. */
  readonly role: string;
  /** The role, as people call it. */
  readonly owner: string;
  /** Who has taken it on, or was asked by name. */
  readonly operator: OperatorId | null;
  /** How often its deadline has passed and it went to the next. */
  readonly level: number;
  /** A role that it fell to and that nobody has. */
  readonly nobodyTold: string | null;
  /** When it goes to the next by itself; `null` where it does not. */
  readonly wakeAt: Instant | null;
  readonly subject?: TaskSubject;
};

export const tasksView = "tasks";

/** Folds one commit of a task's own stream. */
export const foldTaskRow = (row: TaskRow | null, commit: Commit): TaskRow | null =>
  (commit.events as readonly HandlingEvent[]).reduce<TaskRow | null>(foldEvent, row);

const foldEvent = (row: TaskRow | null, event: HandlingEvent): TaskRow | null => {
  if (event.type === "handling.begun") return begun(event);
  if (row === null) return null;
  switch (event.type) {
    case "handling.escalated": {
      const { role, owner, priority, dueAt, level } = event;
      return { ...row, role, owner, priority, dueAt, level, operator: null, nobodyTold: null };
    }
    case "handling.assigned":
      return event.to.kind === "operator"
        ? { ...row, operator: event.to.operator }
        : { ...row, role: event.to.role, owner: event.to.owner, operator: null, nobodyTold: null };
    case "handling.nobody_told":
      return { ...row, nobodyTold: event.role };
    case "handling.ended":
      return { ...row, state: "closed", closedWhy: event.why };
    case "wake.planned":
      return { ...row, wakeAt: event.at };
  }
};

const begun = (event: Extract<HandlingEvent, { type: "handling.begun" }>): TaskRow => {
  const { task: id, kind, priority, openedAt, dueAt, from: stream, until, role, owner } = event;
  const known = { id, kind, priority, openedAt, dueAt, stream, until, role, owner };
  return {
    ...known,
    ...(event.subject !== undefined && { subject: event.subject }),
    state: "open",
    closedWhy: null,
    operator: null,
    level: 0,
    nobodyTold: null,
    wakeAt: null,
  };
};

/** Open tasks are listed the most urgent first, then by their deadline; closed ones are kept, unlisted. */
export const taskItem = (row: TaskRow, commit: Commit): ViewItem => ({
  view: tasksView,
  key: row.id,
  index1: row.state === "open" ? `${urgency[row.priority]}#${row.dueAt}` : null,
  index2: row.stream,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

import type { TaskPriority } from "#core/workflow/events";

/** How long somebody has: the earliest of what is said here. */
export type Due = {
  /** From the moment that it is theirs; counted while the business is open, where it says when that is. */
  readonly withinMs: number;
  /** At the latest so long before the visit begins; `null` where the visit sets no bound. */
  readonly beforeVisitMs: number | null;
  /** Also by the time that the case itself names: the bank's, or a journey's. */
  readonly asAsked: boolean;
};

/** Who gets a task next, when the one before has let its deadline pass. */
export type LateRule = {
  readonly owner: string;
  /** `null`: as urgent as before. */
  readonly priority: TaskPriority | null;
  readonly withinMs: number;
};

/** Who does a kind of task, how urgent it is, by when, and what happens when that moment passes. */
export type TaskRule = {
  readonly owner: string;
  readonly priority: TaskPriority | "asAsked";
  /** Minutes count: where it is of high priority, nobody's quiet hours hold it back. */
  readonly wakes: boolean;
  readonly due: Due;
  readonly late: readonly LateRule[];
};

/** What a pack lays down about the work of people. */
export type TaskRules = {
  /** What people are there for, by name, with the words for it. */
  readonly roles: Readonly<Record<string, string>>;
  /** At most one text to a person in this time: what comes meanwhile is told in the next. */
  readonly noticeEveryMs: number;
  readonly kinds: Readonly<Record<string, TaskRule>>;
  /** For what an older journey asks, which this pack no longer names. */
  readonly otherwise: TaskRule;
};

export const ruleFor = ({ kinds, otherwise }: TaskRules, kind: string): TaskRule =>
  Object.hasOwn(kinds, kind) ? (kinds[kind] ?? otherwise) : otherwise;

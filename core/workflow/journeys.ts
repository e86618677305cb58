import type { ExecutionEvent } from "#core/execution/events";
import { type Execution, evolveExecution, nextExecutionWake } from "#core/execution/state";
import type { ExecutionId, RunId, TaskId } from "#core/kernel/ids";
import { earliest, type Instant } from "#core/kernel/time";
import type { RunEvent, TaskEvent, TaskPriority, WakeEvent } from "#core/workflow/events";
import { evolveRun, isActive, type Run, startedRun, withStep } from "#core/workflow/run";

export type JourneyEvent = RunEvent | ExecutionEvent | TaskEvent | WakeEvent;

export type Task = {
  readonly id: TaskId;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly dueAt: Instant | null;
  readonly openedAt: Instant;
};

/** Everything that accompanies one thing: its runs, the side effects they asked for, what people are to do. */
export type Journeys = {
  readonly runs: Readonly<Record<RunId, Run>>;
  readonly executions: Readonly<Record<ExecutionId, Execution>>;
  readonly tasks: Readonly<Record<TaskId, Task>>;
  /** When each definition last fired or was skipped, and for which plan. */
  readonly fired: Readonly<Record<string, Instant>>;
  readonly lastTextAt: Instant | null;
  readonly wakeAt: Instant | null;
  /** Recent facts of the accompanied thing, newest last: what pattern triggers look at. */
  readonly recent: readonly { readonly type: string; readonly at: Instant }[];
};

export const noJourneys: Journeys = {
  runs: {},
  executions: {},
  tasks: {},
  fired: {},
  lastTextAt: null,
  wakeAt: null,
  recent: [],
};

const recentFacts = 50;

export const noteFact = (journeys: Journeys, type: string, at: Instant): Journeys => ({
  ...journeys,
  recent: [...journeys.recent, { type, at }].slice(-recentFacts),
  runs: mapValues(journeys.runs, (run) =>
    isActive(run) && !run.seen.includes(type) ? { ...run, seen: [...run.seen, type] } : run,
  ),
});

export const evolveJourneys = (journeys: Journeys, event: JourneyEvent, at: Instant): Journeys => {
  if (event.type === "wake.planned") return { ...journeys, wakeAt: event.at };
  if (event.type === "task.opened") return withTask(journeys, event, at);
  if (event.type === "task.closed") {
    const { [event.task]: _, ...tasks } = journeys.tasks;
    return { ...journeys, tasks };
  }
  return isExecutionEvent(event)
    ? withExecution(journeys, event, at)
    : withRun(journeys, event, at);
};

/** The earliest moment at which a run or an execution has to go on by itself. */
export const nextJourneyWake = (journeys: Journeys): Instant | null => {
  const steps = Object.values(journeys.runs)
    .filter(isActive)
    .flatMap((run) => Object.values(run.steps))
    .map((step) => (step.status === "waiting" || step.status === "awaiting" ? step.until : null));
  return earliest([...steps, ...Object.values(journeys.executions).map(nextExecutionWake)]);
};

export const isRetrying = (journeys: Journeys, execution: string): boolean =>
  journeys.executions[execution as ExecutionId]?.phase.status === "retrying";

const isExecutionEvent = (event: JourneyEvent): event is ExecutionEvent =>
  event.type.startsWith("execution.");

const withRun = (journeys: Journeys, event: RunEvent, at: Instant): Journeys => {
  if (event.type === "run.skipped")
    return { ...journeys, fired: { ...journeys.fired, [event.slug]: at } };
  if (event.type === "run.started")
    return {
      ...journeys,
      fired: { ...journeys.fired, [event.slug]: at },
      runs: { ...journeys.runs, [event.run]: startedRun(event, at) },
    };
  const run = journeys.runs[event.run];
  if (run === undefined) throw new Error(`Cannot fold "${event.type}" of an unknown run`);
  return { ...journeys, runs: { ...journeys.runs, [event.run]: evolveRun(run, event, at) } };
};

const withExecution = (journeys: Journeys, event: ExecutionEvent, at: Instant): Journeys => {
  if (event.type === "execution.requested") return requested(journeys, event);
  const execution = journeys.executions[event.execution];
  if (execution === undefined)
    throw new Error(`Cannot fold "${event.type}" of an unknown execution`);
  return {
    ...journeys,
    lastTextAt: event.type === "execution.sent" ? at : journeys.lastTextAt,
    executions: {
      ...journeys.executions,
      [event.execution]: evolveExecution(execution, event, at),
    },
  };
};

const requested = (
  journeys: Journeys,
  event: Extract<ExecutionEvent, { type: "execution.requested" }>,
): Journeys => {
  const { type: _, ...request } = event;
  const run = journeys.runs[event.run];
  if (run === undefined) throw new Error("Cannot request an execution for an unknown run");
  const executing = { status: "executing", execution: event.execution } as const;
  return {
    ...journeys,
    runs: { ...journeys.runs, [event.run]: withStep(run, event.step, executing) },
    executions: {
      ...journeys.executions,
      [event.execution]: { ...request, attempts: 0, resends: 0, phase: { status: "ready" } },
    },
  };
};

const withTask = (
  journeys: Journeys,
  event: Extract<TaskEvent, { type: "task.opened" }>,
  at: Instant,
): Journeys => {
  const { task, kind, priority, dueAt } = event;
  const opened: Task = { id: task, kind, priority, dueAt, openedAt: at };
  return { ...journeys, tasks: { ...journeys.tasks, [task]: opened } };
};

const mapValues = <K extends string, V>(
  record: Readonly<Record<K, V>>,
  change: (value: V) => V,
): Readonly<Record<K, V>> =>
  Object.fromEntries(
    Object.entries<V>(record).map(([key, value]) => [key, change(value)]),
  ) as Record<K, V>;

import { type ExecutionEvent, isText } from "#core/execution/events";
import { type Execution, evolveExecution, isPending } from "#core/execution/state";
import { nextExecutionWake } from "#core/execution/wake";
import type { ExecutionId, RunId, TaskId } from "#core/kernel/ids";
import { earliest, type Instant } from "#core/kernel/time";
import type { RunEvent, TaskEvent, TaskPriority, WakeEvent } from "#core/workflow/events";
import {
  evolveRun,
  isActive,
  type Run,
  startedRun,
  withQuestion,
  withSeen,
  withStep,
} from "#core/workflow/run";

export type JourneyEvent = RunEvent | ExecutionEvent | TaskEvent | WakeEvent;

export type Task = {
  readonly id: TaskId;
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly dueAt: Instant | null;
  readonly openedAt: Instant;
  /** Events that make it moot. */
  readonly until: readonly string[];
};

/** Everything that accompanies one thing: its runs, the side effects they asked for, what people are to do. */
export type Journeys = {
  readonly runs: Readonly<Record<RunId, Run>>;
  readonly executions: Readonly<Record<ExecutionId, Execution>>;
  readonly tasks: Readonly<Record<TaskId, Task>>;
  /** When each definition last fired or was skipped, and for which of the agreed times. */
  readonly fired: Readonly<Record<string, { readonly at: Instant; readonly agreed: number }>>;
  /** How many times have been agreed so far: one with each booking. */
  readonly agreed: number;
  readonly wakeAt: Instant | null;
  /** Recent facts of the accompanied thing, newest last: what pattern triggers look at. */
  readonly recent: readonly { readonly type: string; readonly at: Instant }[];
};

export const noJourneys: Journeys = {
  runs: {},
  executions: {},
  tasks: {},
  fired: {},
  agreed: 0,
  wakeAt: null,
  recent: [],
};

const recentFacts = 50;

/** What happens is noted by every run that has not ended: one that is held up will go on and must know. */
export const noteFact = (journeys: Journeys, type: string, at: Instant): Journeys => ({
  ...journeys,
  agreed: journeys.agreed + (type === "appointment.booked" ? 1 : 0),
  recent: [...journeys.recent, { type, at }].slice(-recentFacts),
  runs: mapValues(journeys.runs, (run) => (run.end === null ? withSeen(run, type) : run)),
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
  const executions = Object.values(journeys.executions).filter(
    (execution) => !isHeldBack(journeys, execution),
  );
  return earliest([...steps, ...executions.map(nextExecutionWake)]);
};

/** A paused run's texts stay away with it; what is in flight already is settled all the same. */
export const isHeldBack = (journeys: Journeys, execution: Execution): boolean => {
  const run = journeys.runs[execution.run];
  // Nobody resumes a run that has ended: what it had under way when it was paused comes to its end all the same.
  return isPending(execution) && run?.hold === "paused" && run.end === null;
};

const isExecutionEvent = (event: JourneyEvent): event is ExecutionEvent =>
  event.type.startsWith("execution.");

const withRun = (journeys: Journeys, event: RunEvent, at: Instant): Journeys => {
  if (event.type === "run.skipped") return { ...journeys, fired: fired(journeys, event.slug, at) };
  if (event.type === "run.started")
    return {
      ...journeys,
      fired: fired(journeys, event.slug, at),
      runs: { ...journeys.runs, [event.run]: startedRun(event, at) },
    };
  const run = journeys.runs[event.run];
  if (run === undefined) throw new Error(`Cannot fold "${event.type}" of an unknown run`);
  return { ...journeys, runs: { ...journeys.runs, [event.run]: evolveRun(run, event, at) } };
};

const fired = (journeys: Journeys, slug: string, at: Instant): Journeys["fired"] => ({
  ...journeys.fired,
  [slug]: { at, agreed: journeys.agreed },
});

const withExecution = (journeys: Journeys, event: ExecutionEvent, at: Instant): Journeys => {
  if (event.type === "execution.requested") return requested(journeys, event, at);
  const execution = journeys.executions[event.execution];
  if (execution === undefined)
    throw new Error(`Cannot fold "${event.type}" of an unknown execution`);
  return {
    ...journeys,
    runs: event.type === "execution.intended" ? runsAsking(journeys, execution) : journeys.runs,
    executions: {
      ...journeys.executions,
      [event.execution]: evolveExecution(execution, event, at),
    },
  };
};

/** What is sent once more, because nobody knows whether it arrived, may have been answered already. */
const runsAsking = (
  { runs }: Journeys,
  { run: id, tool, resends }: Execution,
): Journeys["runs"] => {
  const run = runs[id];
  const isQuestion = isText({ tool }) && resends === 0;
  return run === undefined || !isQuestion ? runs : { ...runs, [id]: withQuestion(run) };
};

const requested = (
  journeys: Journeys,
  event: Extract<ExecutionEvent, { type: "execution.requested" }>,
  at: Instant,
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
      [event.execution]: {
        ...request,
        firstDueAt: request.dueAt,
        attempts: 0,
        resends: 0,
        triedInVain: 0,
        triedAt: null,
        token: 0,
        handedOver: { at, times: 1 },
        slot: null,
        phase: { status: "ready" },
      },
    },
  };
};

const withTask = (
  journeys: Journeys,
  event: Extract<TaskEvent, { type: "task.opened" }>,
  at: Instant,
): Journeys => {
  const { task, kind, priority, dueAt, until = [] } = event;
  const opened: Task = { id: task, kind, priority, dueAt, openedAt: at, until };
  return { ...journeys, tasks: { ...journeys.tasks, [task]: opened } };
};

const mapValues = <K extends string, V>(
  record: Readonly<Record<K, V>>,
  change: (value: V) => V,
): Readonly<Record<K, V>> => {
  const changed: Record<K, V> = { ...record };
  for (const key of Object.keys(record) as K[]) changed[key] = change(record[key]);
  return changed;
};

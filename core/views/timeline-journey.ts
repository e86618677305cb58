import { depositBecause } from "#core/views/payment-words";
import { spokenCondition } from "#core/views/spoken-condition";
import { spokenFrom, spokenName } from "#core/views/spoken-time";
import { taskTitle, taskWhy } from "#core/views/task-words";
import { type Scene, type Told, told } from "#core/views/timeline-entry";
import type { Instant, Zone } from "#core/kernel/time";
import { basisIn } from "#core/policy/basis";
import { actorWords } from "#core/views/timeline-appointment";
import {
  awaited,
  factWords,
  reasonIn,
  runSkipWords,
  taskClosedWords,
  triggerWords,
} from "#core/views/timeline-reasons";
import { stepSkipped } from "#core/views/timeline-skips";
import type { RunEvent, TaskEvent, WakeEvent } from "#core/workflow/events";

type JourneyStep = RunEvent | TaskEvent | WakeEvent;

type Tellers = {
  readonly [T in JourneyStep["type"]]: (
    event: Extract<JourneyStep, { type: T }>,
    scene: Scene,
  ) => Told | null;
};

/** What the journeys beside the visit did, and what they asked of people. */
export const tellJourney: Tellers = {
  "run.started": (event, scene) =>
    minor(`${titleOf(event.run, scene)} begun`, startedBecause(event), event),
  "run.skipped": (event, { reading }) => {
    const definition = reading.definitions.current.find(({ slug }) => slug === event.slug);
    const title = quoted(definition?.title ?? spokenName(event.slug));
    const condition = event.why === "condition_false" ? definition?.if?.source : undefined;
    return minor(
      `${title} not begun`,
      condition === undefined
        ? reasonIn(runSkipWords, event.why)
        : `it is begun ${spokenCondition(condition)}`,
    );
  },
  "run.step_waiting": (event, { commit, reading }) => ({
    ...minor(
      `Waiting until ${spokenFrom(commit.at, event.until, reading.zone)}`,
      `step “${spokenName(event.step)}” of the journey says so`,
      event,
    ),
    ...basisIn(event),
  }),
  "run.step_awaiting": (event, { commit, reading }) =>
    minor(
      `Waiting for ${awaited(event.events)} until ${spokenFrom(commit.at, event.until, reading.zone)}`,
      `step “${spokenName(event.step)}” of the journey says so`,
      event,
    ),
  "run.step_done": (event, scene) => done(event, scene),
  "run.step_skipped": (event, scene) => stepSkipped(event, scene),
  "run.step_failed": () => null, // The text that failed has told it.
  "run.paused": (event, scene) =>
    told("journey", "warning", `${titleOf(event.run, scene)} paused`, {
      why: actorWords(scene.commit.cause.actor),
      ids: { run: event.run },
    }),
  "run.resumed": (event, scene) =>
    told("journey", "neutral", `${titleOf(event.run, scene)} goes on`, {
      why: actorWords(scene.commit.cause.actor),
      ids: { run: event.run },
    }),
  "run.blocked": (event, scene) =>
    told("journey", "bad", `${titleOf(event.run, scene)} cannot go on`, {
      why: blockedWords[event.why],
      ids: { run: event.run },
    }),
  "run.finished": (event, scene) => finished(event, scene),
  "task.opened": (event, scene) => opened(event, scene),
  "task.closed": (event, scene) => closed(event, scene),
  "wake.planned": () => null,
};

const startedBecause = ({
  trigger,
  customer,
}: Extract<RunEvent, { type: "run.started" }>): string => {
  const because = reasonIn(triggerWords, trigger);
  const deposit = depositBecause(customer);
  return deposit === null ? because : `${because}; ${deposit}`;
};

const blockedWords = {
  definition_missing: "the definition that it was begun with is not there any more",
} as const satisfies Record<Extract<RunEvent, { type: "run.blocked" }>["why"], string>;

/** Other steps that are done are told by what followed: a text that went, a task that was opened. */
const done = (event: Extract<RunEvent, { type: "run.step_done" }>, scene: Scene): Told | null => {
  if (event.outcome === "already_asked")
    return minor(
      `Nobody is asked again by step “${spokenName(event.step)}”`,
      "such a task is open already",
      event,
    );
  if (event.outcome !== "received" && event.outcome !== "timed_out") return null;
  const what = scene.awaits.get(`${event.run}/${event.step}`);
  if (what === undefined) return null; // It had happened before anybody waited for it.
  const came = event.outcome === "received" ? "it came" : "it did not come in time";
  return minor(
    `Waited for ${what}: ${came}`,
    `step “${spokenName(event.step)}” of the journey ends with it`,
    event,
  );
};

const finished = (
  event: Extract<RunEvent, { type: "run.finished" }>,
  scene: Scene,
): Told | null => {
  const title = titleOf(event.run, scene);
  if (event.status === "completed") return minor(`${title} finished`, "every step is done", event);
  if (event.status === "failed") {
    const step = /^step_failed: (.+)$/.exec(event.why ?? "")?.[1] ?? "";
    return told("journey", "bad", `${title} failed`, {
      why: `its step “${spokenName(step)}” failed`,
      ids: { run: event.run },
    });
  }
  const why =
    event.why === "operator" ? "an operator ended it" : reasonIn(factWords, event.why ?? "");
  return minor(`${title} ended early`, why, event);
};

const opened = (event: Extract<TaskEvent, { type: "task.opened" }>, scene: Scene): Told => {
  const { commit, index, reading } = scene;
  // A journey that asks a person says so in the very next event: its step is done with "asked".
  const next = commit.events[index + 1] as RunEvent | undefined;
  const asking =
    next?.type === "run.step_done" && next.outcome === "asked"
      ? `${titleOf(next.run, scene)} asks for it`
      : taskWhy(event.kind);
  const { owner, dueAt } = scene.handlings.get(event.task) ?? { owner: "a person", ...event };
  const by = dueAt === null ? "" : `, ${dueWords(commit.at, dueAt, reading.zone)}`;
  return told("task", "warning", `For ${owner}${by}: ${taskTitle(event.kind)}`, {
    why: asking,
    ids: { task: event.task },
  });
};

const closed = (
  { task, why }: Extract<TaskEvent, { type: "task.closed" }>,
  { commit, tasks }: Scene,
): Told => {
  const title = taskTitle(tasks.get(task) ?? "task");
  const ids = { task };
  return why === undefined
    ? told("task", "good", `Done: ${title}`, { why: actorWords(commit.cause.actor), ids })
    : told("task", "neutral", `No longer needed: ${title}`, {
        why: reasonIn(taskClosedWords, why),
        ids,
      });
};

const dueWords = (at: Instant, dueAt: Instant, zone: Zone): string =>
  dueAt <= at ? "at once" : `by ${spokenFrom(at, dueAt, zone)}`;

const titleOf = (run: string, { state, reading }: Scene): string => {
  const known = state.journeys.runs[run as keyof typeof state.journeys.runs];
  const definition = known === undefined ? null : reading.definitions.byHash(known.definition.hash);
  return quoted(definition?.title ?? spokenName(known?.slug ?? "journey"));
};

const quoted = (title: string): string => `“${title}”`;

const minor = (
  title: string,
  why: string,
  event: { readonly run?: string; readonly step?: string } = {},
): Told => {
  const { run, step } = event;
  const ids = { ...(run !== undefined && { run }), ...(step !== undefined && { step }) };
  return told("journey", "neutral", title, { why, isMinor: true, ids });
};

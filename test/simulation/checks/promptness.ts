import type { VisitModel } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { About } from "#test/simulation/checks/texts";
import type { DeadLetter } from "#test/simulation/ports/queues";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A timer, a feed and a queue, all well: more than that nobody has to wait. */
const mostLateMs = 10 * minuteMs;

/** What a stream has said it will do by itself, and when: each has to be taken up then, once all is well. */
export const keepTime = (about: About, event: Told): void => {
  const { universe, visit } = about;
  const id = event["execution"];
  const run = event["run"];
  if (typeof id === "string") takenUp(universe, visit, id);
  else if (typeof run === "string" && typeof event["step"] === "string")
    takenUp(universe, visit, `${run} ${event["step"]}`);
  ends[event.type]?.(about, event);
  const until = promised[event.type]?.(event);
  const madeMs = universe.world.nowMs();
  if (until !== undefined) visit.promises.set(until.name, { atMs: Date.parse(until.at), madeMs });
  if (event.type === "wake.planned") visit.wakeMadeMs = madeMs;
};

type Promised = { readonly name: string; readonly at: string };

const ofExecution =
  (field: string) =>
  (event: Told): Promised => ({ name: event["execution"] as string, at: event[field] as string });

const ofStep = (event: Told): Promised => ({
  name: `${event["run"] as string} ${event["step"] as string}`,
  at: event["until"] as string,
});

const promised: Readonly<Record<string, (event: Told) => Promised>> = {
  "execution.deferred": ofExecution("until"),
  "execution.retrying": ofExecution("at"),
  "execution.unknown": ofExecution("lookAt"),
  "run.step_waiting": ofStep,
  "run.step_awaiting": ofStep,
  "appointment.booked": (event) => ({ name: "start", at: event["start"] as string }),
};

const forgetStart = ({ visit }: About): void => {
  visit.promises.delete("start");
  visit.promises.delete("end");
};

/** A visit that nobody has said anything of counts as one that took place so long after its end, and no sooner. */
const completedAfterMs = 2 * 60 * minuteMs;

function completed(about: About, event: Told): void {
  const { universe, visit, plain } = about;
  if (event["by"] === "time") {
    const isTime = Date.parse(plain.at) >= Date.parse(visit.end) + completedAfterMs;
    universe.world.check("S7", isTime, () => `${visit.stream} is over at ${plain.at}`);
    takenUp(universe, visit, "end");
  }
  forgetStart(about);
}

/** Who holds a run up, or ends it, takes back what it has promised. */
const forgetRun = ({ visit }: About, event: Told): void => {
  const run = event["run"] as string;
  for (const name of visit.promises.keys())
    if (name.startsWith(`${run} `) || visit.executions.get(name)?.run === run)
      visit.promises.delete(name);
};

const ends: Readonly<Record<string, (about: About, event: Told) => void>> = {
  "appointment.started": ({ universe, visit }) => {
    takenUp(universe, visit, "start");
    const atMs = Date.parse(visit.end) + completedAfterMs;
    visit.promises.set("end", { atMs, madeMs: universe.world.nowMs() });
  },
  "appointment.moved_away": forgetStart,
  "appointment.continued": forgetStart,
  "appointment.cancelled": forgetStart,
  "appointment.no_show": forgetStart,
  "appointment.completed": completed,
  "run.paused": forgetRun,
  "run.blocked": forgetRun,
  "run.finished": forgetRun,
};

/**
 * A day after the world has healed nothing of what went wrong is under way any more, but timers that were lost before: those
 * wait for a sweep, and here one comes every other day.
 */
const isCalm = ({ world }: Universe, { wakeMadeMs }: VisitModel, promise: Kept): boolean => {
  const healedMs = world.nowMs() - world.sinceHealedMs();
  return promise.atMs >= healedMs + dayMs && Math.min(promise.madeMs, wakeMadeMs) >= healedMs;
};

type Kept = { readonly atMs: number; readonly madeMs: number };

const takenUp = (universe: Universe, visit: VisitModel, name: string): void => {
  const promise = visit.promises.get(name);
  visit.promises.delete(name);
  if (promise === undefined || !isCalm(universe, visit, promise)) return;
  const { world, queues } = universe;
  const isParked = ({ body }: DeadLetter): boolean =>
    (body as { readonly stream?: string } | null)?.stream === visit.stream;
  if (queues.buried.some(isParked)) return;
  const lateMs = world.nowMs() - promise.atMs;
  world.check(
    "L8",
    lateMs <= mostLateMs,
    () => `${name} of ${visit.stream} is ${Math.round(lateMs / minuteMs)} minutes late`,
  );
};

/** In the end nothing that was promised for a time that is past has been left undone. */
export const checkPromises = (stage: Stage): void => {
  const { universe, seen } = stage;
  const { world } = universe;
  const parked = parkedStreams(stage);
  for (const visit of seen.visits.values())
    for (const [name, promise] of visit.promises) {
      const { stream } = visit;
      const isOver = promise.atMs < world.nowMs() - mostLateMs;
      const isPast = isOver && isCalm(universe, visit, promise);
      if (!isPast || parked.has(stream)) continue;
      world.check("L8", false, () => `${name} of ${stream} was never taken up`);
    }
};

import type { ScheduleOutcome, Schedules } from "#adapters/aws/schedules";
import { timerBody } from "#adapters/aws/timer-message";
import type { Plan, TimerRows } from "#adapters/aws/timer-plan";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type { Queues } from "#core/ports/queues";
import type { Timer, Timers } from "#core/ports/timers";

export type TimersDeps = {
  readonly rows: TimerRows;
  readonly schedules: Schedules;
  readonly queues: Pick<Queues, "send">;
  /** The queue that schedules ring into. */
  readonly queue: string;
  readonly clock: Clock;
  /** The Scheduler did not do what it was asked. The timer is safe in its row: it comes with the sweeper. */
  readonly tell: (trouble: TimerTrouble) => void;
};

export type TimerTrouble = {
  readonly doing: "create" | "replace" | "remove";
  readonly why: ScheduleOutcome;
} & Pick<Timer, "tenant" | "stream" | "version">;

export type AwsTimers = Timers & {
  /** For the sweeper: brings what has come near into the Scheduler. Answers how many it was. */
  readonly planAhead: (limit: number) => Promise<number>;
};

/**
 * The rows are the truth; the Scheduler makes timers punctual. What is due within two minutes goes right into the
 * queue, for a schedule might come too late to be taken; what is due beyond two days waits in its row.
 *
 * Two plans may overtake each other on their way to the Scheduler. So whoever has replaced or removed a schedule
 * looks at the row once more, and where a newer plan stands there, plans that.
 */
export const createTimers = (deps: TimersDeps): AwsTimers => {
  const { rows, clock } = deps;
  const forgetAt = (): Instant => plusMs(clock.now(), rememberedMs);
  return {
    plan: async (plan) => {
      const now = clock.now();
      const way = wayOf(plan.at, now);
      const put = await rows.put(plan, way === "wait" ? "waiting" : "planned", forgetAt(), now);
      if (put === "stale") return;
      await bringOnWay(deps, plan, put.before?.at ?? null);
    },

    // A schedule is gone when it has rung, and the row is replaced by the plan that follows.
    finish: async (timer, next) => {
      if (next !== "told") await rows.finish(timer, forgetAt());
    },

    planAhead: async (limit) => {
      const near = await rows.waiting(plusMs(clock.now(), horizonMs), limit);
      const until = plusMs(clock.now(), aheadMs);
      const results: PromiseSettledResult<"on_its_way" | "waiting">[] = [];
      while (results.length < near.length && clock.now() < until) {
        const some = near.slice(results.length, results.length + atOnce);
        results.push(...(await Promise.allSettled(some.map((timer) => bringNear(deps, timer)))));
      }
      const failed = results.find(({ status }) => status === "rejected");
      if (failed?.status === "rejected") throw failed.reason; // After the others had their turn.
      return results.filter((one) => one.status === "fulfilled" && one.value === "on_its_way")
        .length;
    },
  };
};

/** So many that a table and the Scheduler bear them at one moment. */
const atOnce = 50;
/** Where each takes its time, the rest comes in the next minute: the sweeper has more to do than this. */
const aheadMs = 60_000;
const soonMs = 120_000;
const horizonMs = 48 * 3_600_000;
/** Streams are read again for a day at most: no older plan comes after that. */
const rememberedMs = 30 * 24 * 3_600_000;

type Way = "none" | "queue" | "schedule" | "wait";

const wayOf = (at: Instant | null, now: Instant): Way => {
  if (at === null) return "none";
  if (at <= plusMs(now, soonMs)) return "queue";
  return at <= plusMs(now, horizonMs) ? "schedule" : "wait";
};

const bringNear = async (deps: TimersDeps, timer: Timer): Promise<"on_its_way" | "waiting"> => {
  const came = await bringOnWay(deps, timer, null);
  if (came === "on_its_way") await deps.rows.mark(timer, "planned");
  return came;
};

/** `before`: the time that the stream's timer had until now; a schedule may stand for it. */
const bringOnWay = async (
  deps: TimersDeps,
  plan: Plan,
  before: Instant | null,
): Promise<"on_its_way" | "waiting"> => {
  const { at } = plan;
  const way = wayOf(at, deps.clock.now());
  if (at !== null && way === "schedule") return schedule(deps, { ...plan, at });
  if (at !== null && way === "queue") {
    const { tenant, stream, version } = plan;
    const body = timerBody({ tenant, stream, version, at });
    await deps.queues.send({ tenant, queue: deps.queue, body }, at);
  }
  if (before !== null) await unschedule(deps, plan);
  return way === "wait" ? "waiting" : "on_its_way";
};

const schedule = async (deps: TimersDeps, timer: Timer): Promise<"on_its_way" | "waiting"> => {
  const created = await deps.schedules.create(timer);
  if (created === "done") return "on_its_way";
  if (created !== "exists") return comesWithSweeper(deps, timer, { doing: "create", why: created });
  if ((await newerThan(deps, timer)) !== null) return "on_its_way"; // Whoever put it plans it.

  const replaced = await deps.schedules.replace(timer);
  if (replaced === "gone") return afterItRang(deps, timer);
  if (replaced !== "done")
    return comesWithSweeper(deps, timer, { doing: "replace", why: replaced });
  await mend(deps, timer);
  return "on_its_way";
};

/** The old schedule rang, and went, between two calls. */
const afterItRang = async (deps: TimersDeps, timer: Timer): Promise<"on_its_way" | "waiting"> => {
  const created = await deps.schedules.create(timer);
  return created === "done"
    ? "on_its_way"
    : comesWithSweeper(deps, timer, { doing: "create", why: created });
};

const unschedule = async (deps: TimersDeps, plan: Plan): Promise<void> => {
  const removed = await deps.schedules.remove(plan.tenant, plan.stream);
  // What was left standing rings once for nothing: a timer is a hint, and the stream knows better.
  if (removed !== "done" && removed !== "gone")
    deps.tell({ ...placeOf(plan), doing: "remove", why: removed });
  else await mend(deps, plan);
};

/** What we have just written may have been the end of a newer plan's schedule. */
const mend = async (deps: TimersDeps, plan: Plan): Promise<void> => {
  const newer = await newerThan(deps, plan);
  if (newer !== null) await bringOnWay(deps, newer, newer.at);
};

const newerThan = async ({ rows }: TimersDeps, plan: Plan): Promise<Plan | null> => {
  const standing = await rows.get(plan.tenant, plan.stream);
  return standing !== null && standing.version > plan.version ? standing : null;
};

const comesWithSweeper = async (
  deps: TimersDeps,
  timer: Timer,
  trouble: Pick<TimerTrouble, "doing" | "why">,
): Promise<"waiting"> => {
  deps.tell({ ...placeOf(timer), ...trouble });
  await deps.rows.mark(timer, "waiting");
  return "waiting";
};

const placeOf = ({ tenant, stream, version }: Plan) => ({ tenant, stream, version });

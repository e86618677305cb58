import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxClock } from "#adapters/local/clock";
import type { Log } from "#core/ports/log";
import { type Instant, msBetween } from "#core/kernel/time";

/** What drives the rounds: alone by itself as time goes by, or step by step when somebody turns the clock. */
export type Drive = {
  /** Something has happened: look at once. */
  readonly kick: () => void;
  /** Goes on until nothing is left to do now. */
  readonly drain: () => Promise<void>;
  /** Turns the clock to its goal, stopping at every moment at which something is due, and lets it happen. */
  readonly turnTo: (goal: Goal) => Promise<"turned" | "clock_backwards">;
  /** Begins to work by itself. Without it, things happen only when somebody drains or turns. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** A moment, or how far it lies from what the clock shows when the turn begins. */
type Goal = Instant | ((now: Instant) => Instant);

type Parts = {
  readonly round: () => Promise<number>;
  /** Waits for what goes on beside the rounds, and answers with how much that was. */
  readonly settle: () => Promise<number>;
  readonly next: () => Promise<Instant | null>;
  readonly now: () => Instant;
  /** Resolves when a round may begin without keeping a request waiting, and is told when that round is over. */
  readonly gap: () => Promise<() => void>;
  readonly clock: SandboxClock | null;
  readonly log: Log;
};

/** Whoever drains waits, too, for what goes on beside the rounds: it may be the answer to what was asked. */
const untilSettled = async (
  { settle }: Pick<Parts, "settle">,
  rounds: () => Promise<void>,
): Promise<void> => {
  do await rounds();
  while ((await settle()) > 0);
};

const roundsOf = (round: Parts["round"]) => async (): Promise<void> => {
  let done = await round();
  while (done > 0) done = await round();
};

/** However long nothing is planned, a look this often costs nothing and heals what a lost kick left. */
const longestSleepMs = 1_000;
const afterFailureMs = 1_000;
/** Before something is tried again that was due and could not be done: each time twice as long. */
const breathMs = (inVain: number): number => 10 * 2 ** Math.min(inVain, 7);
const triesOfADueThing = 3;

/** Hands out how to end it before its time. */
const sleepUntil = (ms: number, handOut: (wake: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    handOut(() => {
      clearTimeout(timer);
      resolve();
    });
  });

export const createDrive = (parts: Parts): Drive => {
  const { round, now, log } = parts;
  const rounds = roundsOf(round);
  let turn: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  let isKicked = false;
  let inVain = 0;
  let wakeUp: (() => void) | null = null;

  /** Rounds never overlap: each waits for the one before, whoever asked for it. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const nap = async (next: Instant | null): Promise<void> => {
    if (isKicked) return;
    const ms = next === null ? longestSleepMs : msBetween(now(), next);
    inVain = ms > 0 ? 0 : inVain + 1;
    await sleepUntil(Math.min(ms > 0 ? ms : breathMs(inVain), longestSleepMs), (wake) => {
      wakeUp = wake;
    });
    wakeUp = null;
  };

  const step = async (): Promise<void> => {
    isKicked = false;
    const over = await parts.gap();
    const done = await alone(round).finally(over);
    if (done > 0) inVain = 0;
    else await nap(await parts.next());
  };

  const live = async (): Promise<void> => {
    while (!isStopped)
      await step().catch(async (error: unknown) => {
        log.error("pump.failed", { why: error instanceof Error ? error.name : "unknown" });
        await sleep(afterFailureMs);
      });
  };

  let running: Promise<void> = Promise.resolve();
  return {
    start: () => {
      running = live();
    },
    kick: () => {
      isKicked = true;
      wakeUp?.();
    },
    drain: () => untilSettled(parts, () => alone(rounds)),
    turnTo: (goal) =>
      // Asked for inside the turn: nobody else moves the clock by now.
      alone(() =>
        turnClock(
          parts,
          () => untilSettled(parts, rounds),
          typeof goal === "string" ? goal : goal(now()),
        ),
      ),
    stop: async () => {
      isStopped = true;
      wakeUp?.();
      await running;
      await parts.settle();
    },
  };
};

const turnClock = async (
  { clock, next, now, log }: Parts,
  drain: () => Promise<void>,
  target: Instant,
): Promise<"turned" | "clock_backwards"> => {
  if (clock === null || target < now()) return "clock_backwards";
  await clock.pin(now());
  await drain();
  let idle = 0;
  for (let due = await next(); due !== null && due <= target; due = await next()) {
    idle = due > now() ? 0 : idle + 1;
    if (idle > triesOfADueThing) {
      log.error("clock.stuck", { due });
      break; // Due, and yet nothing happens: the live pump goes on trying.
    }
    await clock.pin(due > now() ? due : now());
    await drain();
  }
  await clock.pin(target);
  await drain();
  await clock.release(target);
  return "turned";
};

import { setTimeout as sleep } from "node:timers/promises";
import { asFailure, troubleOf } from "#adapters/aws/dynamo-errors";

export type Patience = {
  readonly attempts: number;
  readonly pause: (ms: number) => Promise<unknown>;
  /** A number between 0 and 1. */
  readonly chance: () => number;
};

export const ordinaryPatience: Patience = {
  attempts: 5,
  pause: (ms) => sleep(ms),
  chance: Math.random,
};

/**
 * Asks until there is an answer, a few times, with pauses that grow and differ, so that those who were sent away together
 * do not come back together. Only what is safe to be done twice may be asked so.
 */
export const patiently = async <T>(
  ask: () => Promise<T>,
  { attempts, pause, chance }: Patience,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (troubleOf(error) === null || attempt >= attempts) throw asFailure(error);
    }
    await pause(chance() * pauseMs(attempt));
  }
};

/** Full jitter: anything up to 50, 100, 200, 400 milliseconds, and never more than a second. */
const pauseMs = (attempt: number): number => Math.min(1_000, 50 * 2 ** (attempt - 1));

import type { Event } from "#core/kernel/message";
import type { Result } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";

/** What a decision may know besides the state: handed in, never asked for. */
export type Facts = {
  readonly now: Instant;
  /** The version that the commit will bear if it is written; ids of new things derive from it. */
  readonly version: number;
  /** Version of the time-zone data that computed local times, recorded with what it decided. */
  readonly tzdb: string;
};

export type Refusal = {
  readonly code: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
};

/**
 * Three functions make a decision; nothing else needs a framework.
 *
 * `decide` is given the state and a wish and answers with events or a refusal. No events means: nothing
 * new is true (a repeated webhook). `evolve` folds one event, told when it happened.
 */
export type Decider<State, Wish, E extends Event, R extends Refusal, F extends Facts = Facts> = {
  readonly initial: State;
  readonly decide: (state: State, wish: Wish, facts: F) => Result<readonly E[], R>;
  readonly evolve: (state: State, event: E, at: Instant) => State;
};

import type { Deps } from "#functions/deps";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

/** A mistake made on purpose, at the composition of the simulated house; production knows nothing of it. */
export type Planted = {
  readonly name: string;
  readonly means: string;
  /** Puts the mistake between the use cases and the world. */
  readonly wrap?: (deps: Deps, invocation: Invocation, universe: Universe) => Deps;
  /** Puts it between the adapters and AWS, or between a function and who has called it. */
  readonly onAws?: PlantedOnAws;
};

export type PlantedOnAws = {
  readonly asks?: (command: string, input: object) => object;
  readonly answers?: (command: string, answer: object) => object;
  readonly ends?: (name: string, answer: unknown) => unknown;
};

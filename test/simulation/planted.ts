import type { RefoldDeps } from "#core/app/refold";
import type { Deps } from "#functions/deps";
import type { Invariant } from "#test/simulation/invariants";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

/** A mistake made on purpose, at the composition of the simulated house; production knows nothing of it. */
export type Planted = {
  readonly name: string;
  readonly means: string;
  /** What has to catch it; seeds are tried until it does, though something else may catch it before. */
  readonly breaks?: Invariant;
  /** Puts the mistake between the use cases and the world. */
  readonly wrap?: (deps: Deps, invocation: Invocation, universe: Universe) => Deps;
  /** Puts it between the adapters and AWS, or between a function and who has called it. */
  readonly onAws?: PlantedOnAws;
};

export type PlantedOnAws = {
  readonly anew?: (anew: RefoldDeps) => Partial<RefoldDeps>;
  readonly asks?: (command: string, input: object) => object;
  readonly answers?: (command: string, answer: object) => object;
  readonly ends?: (name: string, answer: unknown) => unknown;
};

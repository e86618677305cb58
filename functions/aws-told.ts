import type { Clock } from "#core/ports/clock";
import type { Endpoints } from "#core/ports/endpoints";
import type { Outside } from "#functions/aws-around";
import type { Variables } from "#functions/env-ground";

/** What a provider's port is made of. */
export type Told = {
  readonly variables: Variables;
  readonly outside: Outside;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly callbackUrl: string;
  /** So long whoever is asked has for the whole answer. */
  readonly timeoutMs: number;
};

/**
 * Whoever tells us something waits ten seconds, and the function that is told runs no longer. What it has to ask first
 * must end well before: that nobody answers is written down, too, and then it is told again.
 */
export const doorMs = 4_000;

/** Nobody stands at a worker's door. */
export const workerMs = 10_000;

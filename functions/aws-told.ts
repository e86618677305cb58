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
};

/** Ten seconds: whoever is asked answers within two, and whoever waits for us has twenty in all. */
export const timeoutMs = 10_000;

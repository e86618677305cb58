import type { App } from "#core/app/app";
import { wake } from "#core/app/wake";
import type { Timer } from "#core/ports/timers";

/** A stream's timer has rung. */
export const create =
  (deps: App) =>
  async (timer: Timer): Promise<void> =>
    wake(deps, timer);

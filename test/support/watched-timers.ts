import { inOrder } from "#adapters/aws/timer-plan";
import type { Timer, Timers, WatchedTimers } from "#core/ports/timers";

/** AWS rings by itself. Whoever holds it to the contract looks at what its rows say is planned. */
export const watchedOver = (
  timers: Timers,
  planned: () => Promise<readonly Timer[]>,
): WatchedTimers => ({
  ...timers,
  due: async (now, limit) =>
    (await planned())
      .filter(({ at }) => at <= now)
      .toSorted(inOrder)
      .slice(0, limit),
  next: async () => (await planned()).toSorted(inOrder)[0]?.at ?? null,
});

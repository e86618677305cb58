import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Pace } from "#core/policy/pacing";

/** The line before a business's sender. One line for each tenant, so that nobody stands in another's. */
export interface Pacing {
  /**
   * Takes a place in the line for a text of so many segments, and says when its turn is; `now` where nobody
   * waits. Two callers never get the same place, and a place once given is not taken back.
   */
  takeSlot(wish: {
    readonly tenant: TenantId;
    readonly pace: Pace;
    readonly segments: number;
    readonly now: Instant;
  }): Promise<Instant>;
}

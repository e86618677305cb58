import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Lane, Pace } from "#core/policy/pacing";

/**
 * The lines before those whom a business asks. Each business has its own before each of them, so that nobody stands
 * in another's.
 */
export interface Pacing {
  /**
   * Takes a place in a line for so many segments, and says when its turn is; `now` where nobody waits. Two callers of
   * one lane never get the same place, nobody stands behind who is of a later lane, and a place once given is not
   * taken back.
   */
  takeSlot(wish: {
    readonly tenant: TenantId;
    /** Whose line it is: `texts` is the sender's, any other bears the name of a provider. */
    readonly line: string;
    readonly lane: Lane;
    readonly pace: Pace;
    readonly segments: number;
    readonly now: Instant;
  }): Promise<Instant>;
}

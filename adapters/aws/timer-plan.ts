import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/**
 * `waiting`: nobody but the sweeper knows of it yet, and looks for it by its time. `planned`: a schedule or a message will
 * ring it; nobody looks, and what would be lost all the same is found by the streams that are overdue.
 */
export type TimerState = "waiting" | "planned";

export type Plan = Omit<Timer, "at"> & { readonly at: Instant | null };

/** The truth about timers: what each stream's newest plan is, and which are due. */
export interface TimerRows {
  /**
   * Puts the plan unless a newer version has planned, or this one already for an earlier time that still lies ahead: that
   * will ring, and plans anew. Else each of two rings of one timer would plan one more, and those would go on doubling.
   */
  put(
    plan: Plan,
    state: TimerState,
    forgetAt: Instant,
    now: Instant,
  ): Promise<"stale" | { readonly before: Plan | null }>;
  /** As of now, also where it was put a moment ago. */
  get(tenant: TenantId, stream: StreamName): Promise<Plan | null>;
  /** Says how it stands with this very plan; nothing where it has been replaced. */
  mark(timer: Timer, state: TimerState): Promise<void>;
  /** The earliest of those that wait and are due by then. */
  waiting(by: Instant, limit: number): Promise<readonly Timer[]>;
  /** Takes this very plan's time away. Its version stays for a while: an older plan that comes late must find it. */
  finish(timer: Timer, forgetAt: Instant): Promise<void>;
}

/** By time; what is due at the same moment has an order, too, so that two readers see the same. */
export const inOrder = (a: Timer, b: Timer): number =>
  textOf(a) < textOf(b) ? -1 : Number(textOf(a) > textOf(b));

const textOf = ({ at, tenant, stream }: Timer): string => `${at} ${tenant} ${stream}`;

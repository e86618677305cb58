import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type Timer = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly at: Instant;
  /** The version of the stream that asked for it. */
  readonly version: number;
};

/** One timer per stream: its earliest wake. Only a hint; the truth about what is due is in the stream. */
export interface Timers {
  /** Replaces the stream's timer (`at: null` removes it) unless a newer version has already planned. */
  plan(timer: Omit<Timer, "at"> & { readonly at: Instant | null }): Promise<void>;
  /**
   * Takes a rung timer away, unless it has been planned anew meanwhile. `told`: the stream has just committed when it wakes
   * next, and whoever reads that plans it; where nobody looks for timers that are due, nothing is to be written then.
   */
  finish(timer: Timer, next?: "told"): Promise<void>;
}

/** Timers for who looks by himself which are due, and sleeps until then. A cloud rings. */
export interface WatchedTimers extends Timers {
  /** Timers due at or before `now`, earliest first. Each comes again until it is finished or replaced. */
  due(now: Instant, limit: number): Promise<readonly Timer[]>;
  /** The earliest timer of all, due or not. */
  next(): Promise<Instant | null>;
}

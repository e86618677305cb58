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
  /** Timers due at or before `now`, earliest first. Each comes again until it is finished or replaced. */
  due(now: Instant, limit: number): Promise<readonly Timer[]>;
  /** Takes a rung timer away, unless it has been planned anew meanwhile. */
  finish(timer: Timer): Promise<void>;
  /** The earliest timer of all, due or not. */
  next(): Promise<Instant | null>;
}

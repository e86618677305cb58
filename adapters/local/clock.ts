import type { Database } from "#adapters/local/database";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

export const systemClock: Clock = { now: () => fromEpochMs(Date.now()) };

type ClockBackwards = {
  readonly code: "clock_backwards";
  readonly details: { now: Instant };
};

export type SandboxClock = Clock & {
  /** Stands still at this moment, so that what is due then happens then, until released or pinned again. */
  readonly pin: (at: Instant) => Promise<Result<Instant, ClockBackwards>>;
  /** Goes on from this moment at the pace of the wall clock. */
  readonly release: (at: Instant) => Promise<Result<Instant, ClockBackwards>>;
};

/**
 * A clock that can be turned, forward only: the wall clock plus an offset.
 *
 * The offset is on the disk before the clock shows it, so a process killed in the middle of a turn goes
 * on where it was, and nothing that has happened lies in the future. Should the wall clock step back,
 * this one stands still until the wall has caught up.
 */
export const createSandboxClock = ({
  db,
  wallNow = Date.now,
}: {
  readonly db: Database;
  readonly wallNow?: () => number;
}): SandboxClock => {
  const stored = db.get<{ offset_ms: number }>("SELECT offset_ms FROM sandbox_clock");
  let offsetMs = stored?.offset_ms ?? 0;
  let pinnedMs: number | null = null;
  let latestMs = Number.NEGATIVE_INFINITY;

  const nowMs = (): number => {
    latestMs = Math.max(latestMs, pinnedMs ?? wallNow() + offsetMs);
    return latestMs;
  };

  const turn = async (
    at: Instant,
    pinned: number | null,
  ): Promise<Result<Instant, ClockBackwards>> => {
    const now = fromEpochMs(nowMs());
    if (at < now) return refuse({ code: "clock_backwards", details: { now } });

    const offset = epochMs(at) - wallNow();
    await db.write(
      () => db.run("INSERT OR REPLACE INTO sandbox_clock (id, offset_ms) VALUES (1, ?)", offset),
      () => {
        offsetMs = offset;
        pinnedMs = pinned;
      },
    );
    return ok(at);
  };

  return {
    now: () => fromEpochMs(nowMs()),
    pin: (at) => turn(at, epochMs(at)),
    release: (at) => turn(at, null),
  };
};

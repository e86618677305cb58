import type { SandboxClock } from "#adapters/local/clock";
import { ok, refuse } from "#core/kernel/result";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

/** The sandbox's clock without a disk: it stands still until it is turned, and goes forward only. */
export const turnableSandboxClock = (start: Instant): SandboxClock => {
  let now = start;
  const turn: SandboxClock["pin"] = async (to) => {
    if (to < now) return refuse({ code: "clock_backwards", details: { now } });
    now = fromEpochMs(epochMs(to));
    return ok(now);
  };
  return { now: () => now, pin: turn, release: turn };
};

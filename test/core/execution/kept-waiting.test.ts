import { describe, expect, it } from "vitest";
import { waitEndsAt } from "#core/execution/waiting";
import { nextExecutionWake } from "#core/execution/wake";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { booking, hour, journey, minute } from "#test/support/bookings";
import {
  begin,
  given,
  settle,
  type StreamStory,
  textOf,
  unavailable,
  wake,
} from "#test/support/journey-stage";

/** By the clock in New York, on a day in March. */
const oClock = (hours: number): Instant => at(`2026-03-03T${hours + 5}:00:00Z`);
const nine = at("2026-03-03T14:00:00Z");
const nightBegins = at("2026-03-04T01:00:00Z");
const nextMorning = at("2026-03-04T14:00:00Z");
const seconds = 1_000;

const reminder = journey(
  "reminder",
  `on: appointment.booked
steps:
  - { id: pause, wait: 24h }
  - { id: hello, uses: text.send, with: { template: hello, purpose: reminder }, stale: 6h }
`,
);
/** Due at nine, and stale at three. */
const due = given([reminder])
  .when({ kind: "book", booking: booking("A") }, plusMs(nine, -24 * hour))
  .when(wake, nine);

const text = (story: StreamStory) => textOf(story, "hello");
let token = 0;
const asked = (
  story: StreamStory,
  now: Instant,
  { slot = null, downUntil = null }: { slot?: Instant | null; downUntil?: Instant | null } = {},
): StreamStory => {
  token += 1;
  const outage = downUntil === null ? null : { until: downUntil, isProbed: false };
  const wish = { ...begin(text(story).execution, token), slot, outage } as const;
  return story.when(wish, now);
};
/** It asks again when it said that it would, and is told to stand in line for five seconds. */
const inLine = (story: StreamStory): StreamStory => {
  const now = nextExecutionWake(text(story));
  if (now === null) throw new Error("Cannot ask again: it is over");
  return asked(story.when(wake, now), now, { slot: plusMs(now, 5 * seconds) });
};

const kept = asked(due, nine, { downUntil: oClock(14) });
const afterOutage = inLine(kept);

describe("what a provider has kept waiting", () => {
  it("is not forgiven that, when it has to stand in line afterwards", () => {
    expect(text(kept).phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(text(afterOutage).phase).toMatchObject({ status: "deferred", why: "pacing" });
    expect(text(afterOutage).staleAt).toBe(plusMs(oClock(15), 5 * seconds));
  });

  it("is waited for from when it was due, and not from when it stood in line", () => {
    expect(waitEndsAt(text(afterOutage))).toBe(plusMs(nine, 48 * hour + 5 * seconds));
  });

  it("is not forgiven it either where it was tried before, in vain", () => {
    const tried = asked(due, nine).when(settle(text(due).execution, unavailable, token), nine);
    expect(text(tried).phase.status).toBe("retrying");
    expect(text(inLine(tried)).staleAt).toBe(plusMs(oClock(15), 5 * seconds));
  });
});

describe("what we have put off ourselves", () => {
  it("has as long afterwards as it had before, however often that was", () => {
    const late = given([reminder])
      .when({ kind: "book", booking: booking("A") }, plusMs(nightBegins, -24 * hour))
      .when(wake, nightBegins);
    const slept = asked(late, nightBegins);
    expect(text(slept).phase).toMatchObject({ why: "quiet_hours", until: nextMorning });
    expect(text(slept).staleAt).toBe(plusMs(nextMorning, 6 * hour));
    expect(waitEndsAt(text(slept))).toBe(plusMs(nextMorning, 48 * hour));

    const twice = inLine(slept);
    expect(text(twice).staleAt).toBe(plusMs(nextMorning, 6 * hour + 5 * seconds));
    expect(waitEndsAt(text(twice))).toBe(plusMs(nextMorning, 48 * hour + 5 * seconds));
  });

  it("has not less for having given way, which is no try either", () => {
    const intended = asked(due, nine);
    const { execution } = text(due);
    const wish = {
      kind: "withdraw_execution",
      execution,
      token,
      why: "another_under_way",
    } as const;
    const back = text(intended.when(wish, plusMs(nine, minute)));
    if (back.phase.status !== "deferred") throw new Error("Cannot find when it comes back");
    expect(back.attempts).toBe(0);
    expect(back.staleAt).toBe(plusMs(back.phase.until, 6 * hour - minute));
  });
});

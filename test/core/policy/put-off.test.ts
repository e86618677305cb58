import { describe, expect, it } from "vitest";
import type { AppointmentFacts } from "#core/appointment/facts";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { booking, clinic, hour, journey, minute } from "#test/support/bookings";
import { begin, given, goOnIn, type StreamStory, textOf, wake } from "#test/support/journey-stage";

/** Booked on a Monday evening in New York, where it is quiet from eight until nine in the morning. */
const hello = journey(
  "hello",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
);
const visit = at("2026-03-05T15:00:00Z");
const [eight, nextMorning] = [at("2026-03-03T01:00:00Z"), at("2026-03-03T14:00:00Z")];
const bookedAt = (now: Instant): StreamStory =>
  given([hello]).when({ kind: "book", booking: booking("A", { start: visit, madeAt: now }) }, now);

const held: Partial<AppointmentFacts> = { settings: { ...clinic, onHold: true } };
const released: Partial<AppointmentFacts> = { settings: clinic };
const phaseOf = (story: StreamStory) => textOf(story, "hello").phase;
let token = 0;
const ask = (
  story: StreamStory,
  now: Instant,
  { slot = null, ...other }: Partial<AppointmentFacts> & { readonly slot?: Instant | null } = {},
): StreamStory => {
  token += 1;
  const wish = { ...begin(textOf(story, "hello").execution, token), slot } as const;
  return goOnIn([hello])(story, other).when(wish, now);
};
const givesWay = (story: StreamStory, now: Instant): StreamStory => {
  const { execution } = textOf(story, "hello");
  const wish = { kind: "withdraw_execution", execution, token, why: "another_under_way" } as const;
  return story.when(wish, now);
};
const quiet = { status: "deferred", why: "quiet_hours", until: nextMorning };

describe("an answer that was put off by the brake", () => {
  it("is not asked about at night: whoever releases it then lets nothing out", () => {
    const now = plusMs(eight, -30 * minute);
    const told = ask(bookedAt(now), now, held);
    expect(phaseOf(told)).toMatchObject({ why: "tenant_on_hold", until: nextMorning });
  });

  it("is asked about in an hour by day, and goes where the brake is released by then", () => {
    const now = plusMs(eight, -4 * hour);
    const told = ask(bookedAt(now), now, held);
    expect(phaseOf(told)).toMatchObject({ why: "tenant_on_hold", until: plusMs(now, hour) });
    const due = told.when(wake, plusMs(now, hour));
    expect(phaseOf(ask(due, plusMs(now, hour), released))).toMatchObject({ status: "intended" });
  });

  it("is no answer any more where the hour ends a moment before the night", () => {
    const now = plusMs(eight, -hour - 30_000);
    const told = ask(bookedAt(now), now, held);
    expect(phaseOf(told)).toMatchObject({ until: plusMs(eight, -30_000) });
    const due = told.when(wake, plusMs(eight, -30_000));
    expect(phaseOf(ask(due, plusMs(eight, 10_000), released))).toEqual(quiet);
  });
});

describe("an answer that was put off for another reason", () => {
  it("is not made fresh by that: it has given way into the night", () => {
    let now = plusMs(eight, -16 * minute);
    let story = bookedAt(now);
    for (; now < eight; now = plusMs(now, 2 * minute))
      story = givesWay(ask(story, now), now).when(wake, plusMs(now, 2 * minute));
    expect(phaseOf(ask(story, now))).toEqual(quiet);
  });

  it("is not, either, by its turn in the sender's line", () => {
    const [now, slot] = [plusMs(eight, -30 * minute), plusMs(eight, 30 * minute)];
    const told = ask(bookedAt(now), now, { slot });
    expect(phaseOf(told)).toMatchObject({ why: "pacing", until: slot });
    expect(phaseOf(ask(told.when(wake, slot), slot, { slot }))).toEqual(quiet);
  });

  it("goes at night while it is fresh all the same", () => {
    const [now, then] = [plusMs(eight, 2 * hour), plusMs(eight, 2 * hour + 2 * minute)];
    const told = givesWay(ask(bookedAt(now), now), now).when(wake, then);
    expect(phaseOf(ask(told, then))).toMatchObject({ status: "intended" });
  });
});

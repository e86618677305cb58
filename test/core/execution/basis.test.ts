import { describe, expect, it } from "vitest";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { areaCodesVersion } from "#core/policy/rules/area-codes";
import { usHoursVersion } from "#core/policy/rules/us-states";
import { timelineOf } from "#core/views/timeline";
import { booking, clinic, hour, journey, monday, surroundings } from "#test/support/bookings";
import { begin, given, type StreamStory, textOf, wake } from "#test/support/journey-stage";
import { zone } from "#test/support/zones";

/** Of the time zones that the stage's deciders compute with, and of the rules as they stand. */
const basis = { zones: "2026a", hours: usHoursVersion, areaCodes: areaCodesVersion };

const reminder = journey(
  "one-text",
  `on: appointment.booked
steps:
  - { id: pause, wait: 'appointment.start - duration("48h")' }
  - { id: hello, uses: text.send, with: { template: hello, purpose: reminder }, stale: 14h }
`,
);
const nightVisit = at("2026-03-06T02:00:00Z"); // Nine in the evening in New York, and so is its reminder.
const night = at("2026-03-04T02:00:00Z");
const day = at("2026-03-04T15:00:00Z");
const booked = given([reminder]).when(
  { kind: "book", booking: booking("A", { start: nightVisit, end: plusMs(nightVisit, hour) }) },
  monday,
);
const askedAt = (now: Instant, recipient = {}): StreamStory => {
  const due = booked.when(wake, now);
  return due.when(begin(textOf(due, "hello").execution, 1, recipient), now);
};

describe("the data that a decision on a text went by", () => {
  it.each([
    ["lets it go", askedAt(day), "execution.intended"],
    ["puts it off", askedAt(night), "execution.deferred"],
    ["leaves it out", askedAt(day, { optedOut: true }), "execution.suppressed"],
  ])("is recorded where the verdict %s", (_story, told, type) => {
    expect(told.events[0]).toMatchObject({ type, basis });
  });

  it("is recorded where the last look has counted local days once more, and gives way", () => {
    const sending = askedAt(day);
    const { execution } = textOf(sending, "hello");
    const wish = { kind: "withdraw_execution", execution, token: 1, why: "daily_cap" } as const;
    const told = sending.when(wish, day).events[0];
    expect(told).toMatchObject({ type: "execution.deferred", why: "daily_cap", basis });
  });

  it("is one object for all of them, and nobody can change it", () => {
    const [one, other] = [askedAt(day), askedAt(night)].map(({ events }) => basisOf(events[0]));
    expect(one).toBe(other);
    expect(Object.isFrozen(one)).toBe(true);
  });

  it("is that of the time zones alone where a moment was planned", () => {
    const planned = booked.events.find(({ type }) => type === "run.step_waiting");
    expect(basisOf(planned)).toEqual({ zones: "2026a" });
  });

  it("is left out where nothing was worked out: a span was waited for, or the run had ended", () => {
    const pause = journey("pause", "on: appointment.booked\nsteps: [{ id: pause, wait: 2h }]\n");
    const waited = given([pause]).when({ kind: "book", booking: booking("A") }, monday);
    expect(waited.events.find(({ type }) => type === "run.step_waiting")).not.toHaveProperty(
      "basis",
    );

    const due = booked.when(wake, day);
    const { execution, run } = textOf(due, "hello");
    const over = due.when({ kind: "cancel_run", run }, day);
    expect(over.events).toContainEqual({
      type: "execution.suppressed",
      execution,
      why: "operator",
    });
  });

  it("stands on the timeline beside the reason, and older events are told without", () => {
    const deferred = askedAt(night).events;
    expect(entryOf(deferred)).toMatchObject({ why: expect.stringMatching(/^quiet hours/), basis });
    const older = deferred.map(({ basis: _, ...event }: Old) => event as AppointmentStreamEvent);
    expect(entryOf(older)).not.toHaveProperty("basis");
  });

  it("stands there beside the reason why a text went", () => {
    const sent = { type: "execution.sent", sid: "SM1", settledBy: "reply" } as const;
    const { execution } = textOf(askedAt(day), "hello");
    const told = entryOf([...askedAt(day).events, { ...sent, execution }]);
    expect(told).toMatchObject({ title: expect.stringMatching(/ sent$/), basis });
  });
});

type Old = AppointmentStreamEvent & { readonly basis?: unknown };

const basisOf = (event: Old | undefined): unknown => event?.basis;

/** What the timeline says of the text, after the booking and what came of it. */
const entryOf = (events: readonly AppointmentStreamEvent[]) => {
  const all = [...booked.events, ...booked.when(wake, night).events, ...events];
  const { happened } = timelineOf({ appointment: [commitOf(all)], customer: [] }, day, {
    zone: zone("America/New_York"),
    settings: clinic,
    definitions: surroundings([reminder]).definitions,
  });
  return happened.findLast(({ kind, isMinor }) => kind === "text" && !isMinor);
};

const commitOf = (events: Commit["events"]): Commit => ({
  tenant: as("t"),
  stream: as("appointment/a"),
  version: 1,
  commandId: as("command"),
  payloadHash: as("p"),
  cause: {
    correlationId: as("story"),
    causationId: as("nothing"),
    actor: { kind: "system", name: "executor" },
  },
  at: night,
  events,
  prev: as("0"),
  hash: as("h"),
});

import { describe, expect, it } from "vitest";
import type { Booking } from "#core/appointment/events";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { ExecutionWish } from "#core/execution/commands";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { areaCodesVersion } from "#core/policy/rules/area-codes";
import { usHoursVersion } from "#core/policy/rules/us-states";
import { timelineOf } from "#core/views/timeline";
import { booking, clinic, hour, journey, monday, surroundings } from "#test/support/bookings";
import { begin, given, goOnIn, type StreamStory, textOf, wake } from "#test/support/journey-stage";
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
const askedAt = (now: Instant, recipient = {}): StreamStory => askedOf(booked, now, recipient);
const askedOf = (story: StreamStory, now: Instant, recipient = {}): StreamStory => {
  const due = story.when(wake, now);
  return due.when(begin(textOf(due, "hello").execution, 1, recipient), now);
};
/** Of a customer who is reached so. */
const askedOn = (now: Instant, other: Partial<Booking>): StreamStory => {
  const end = plusMs(nightVisit, hour);
  const wish = {
    kind: "book",
    booking: booking("A", { start: nightVisit, end, ...other }),
  } as const;
  return askedOf(given([reminder]).when(wish, monday), now);
};
/** Due half an hour into the quiet hours, and the visit is over when they end. */
const tooLateAtNight = (): StreamStory => {
  const steps = `on: appointment.booked
steps:
  - { id: pause, wait: 'appointment.start - duration("30m")' }
  - { id: hello, uses: text.send, with: { template: hello, purpose: reminder } }
`;
  const wish = { kind: "book", booking: booking("A", { start: nightVisit }) } as const;
  const told = given([journey("one-text", steps)]).when(wish, monday);
  return askedOf(told, plusMs(nightVisit, -hour / 2));
};
const phoneOf = (phone: string): Partial<Booking> => ({
  contact: { name: "Mary Ito", email: null, phone },
});

describe("the data that a decision on a text went by", () => {
  it.each([
    ["lets it go", askedAt(day), "execution.intended"],
    ["puts it off", askedAt(night), "execution.deferred"],
    ["leaves it out", tooLateAtNight(), "execution.suppressed"],
  ])("is recorded where the verdict %s", (_story, told, type) => {
    expect(told.events[0]).toMatchObject({ type, basis });
  });

  it.each([
    ["opted_out", askedAt(day, { optedOut: true })],
    ["no_consent", askedAt(day, { consents: { reminder: "withdrawn" } })],
    ["visit_begun", askedAt(nightVisit)],
  ])("is left out where the reason asked no clock on a wall: %s", (why, told) => {
    const { execution } = textOf(told, "hello");
    expect(told.events).toContainEqual({ type: "execution.suppressed", execution, why });
  });

  it("is left out where only the sender's line is waited for", () => {
    const due = booked.when(wake, day);
    const { execution } = textOf(due, "hello");
    const until = plusMs(day, hour);
    const told = due.when({ ...begin(execution), slot: until } as ExecutionWish, day);
    expect(told.events[0]).toEqual({ type: "execution.deferred", execution, until, why: "pacing" });
  });

  it("names the area codes for numbers that have one, and the hours of states where one was asked", () => {
    const { zones, areaCodes } = basis;
    const [abroad, unknown] = [phoneOf("+442071838750"), phoneOf("+18005551234")];
    expect(basisOf(askedOn(day, abroad).events[0])).toEqual({ zones });
    expect(basisOf(askedOn(night, unknown).events[0])).toEqual({ zones, areaCodes });
  });

  it("is left out where an answer goes at once, and no cap has counted a day", () => {
    const answer = journey(
      "one-text",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
    );
    const wish = { kind: "book", booking: booking("A", { madeAt: night }) } as const;
    const told = given([answer]).when(wish, night);
    const { execution } = textOf(told, "hello");
    const [intended] = told.when(begin(execution), night).events;
    expect(intended).toMatchObject({ type: "execution.intended" });
    expect(intended).not.toHaveProperty("basis");

    const caps = [{ name: "daily_cap", counts: "texts", most: 3, days: 1 }] as const;
    const sending = { impliedByBooking: ["reminder"], caps } as const;
    const otherTexts = [{ at: plusMs(night, -hour), isReminder: false, isSettled: true }];
    const counted = goOnIn([answer])(told, { sending }).when(
      begin(execution, 1, { otherTexts }),
      night,
    );
    const { zones, areaCodes } = basis;
    expect(basisOf(counted.events[0])).toEqual({ zones, areaCodes });
  });

  it("is recorded where the last look has counted local days once more, and only there", () => {
    const sending = askedAt(day);
    const { execution } = textOf(sending, "hello");
    const wish = { kind: "withdraw_execution", execution, token: 1, why: "daily_cap" } as const;
    const told = sending.when({ ...wish, used: { areaCodes: true, hours: false } }, day).events[0];
    const { zones, areaCodes } = basis;
    expect(told).toMatchObject({ why: "daily_cap", basis: { zones, areaCodes } });
    expect(
      sending.when({ ...wish, why: "too_soon_after_previous" }, day).events[0],
    ).not.toHaveProperty("basis");
  });

  it("is one object for all of them, and nobody can change it", () => {
    const [one, other] = [askedAt(day), askedAt(night)].map(({ events }) => basisOf(events[0]));
    expect(one).toBe(other);
    expect(Object.isFrozen(one)).toBe(true);
  });

  it("is that of the time zones alone where a moment was planned by a clock on a wall", () => {
    const until = (wait: string) => {
      const steps = `on: appointment.booked\nsteps: [{ id: pause, wait: '${wait}' }]\n`;
      const told = given([journey("pause", steps)]).when(
        { kind: "book", booking: booking("A") },
        monday,
      );
      return told.events.find(({ type }) => type === "run.step_waiting");
    };
    const zones = { zones: "2026a" };
    expect(basisOf(until("daysBefore(appointment.start, 1, appointment.zone)"))).toEqual(zones);
    const byDay = "localWeekday(now, appointment.zone) == 1 ? appointment.start : appointment.end";
    expect(basisOf(until(byDay))).toEqual(zones);
    expect(until('appointment.start - duration("1h")')).not.toHaveProperty("basis");
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

import { afterEach, describe, expect, it } from "vitest";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { RunId } from "#core/kernel/ids";
import { at, epochMs } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
const now = "2026-03-02T15:00:00Z"; // A Monday, 10:00 in New York.

let house: TestHouse;
afterEach(() => house.close());

/** Books at `now`, lets the visit pass, and tells what the customer heard and what was left out. */
const story = async (start: string) => {
  house = await testHouse(now);
  const records = recordsOf(house.composed);
  await house.post(inviteeCreated(booking({ start: at(start), createdAt: at(now) })));
  await house.turnTo("2026-03-14T00:00:00Z");

  const [stream] = records.streams("appointment");
  const { store, localTenant } = house.composed.deps;
  const { commits } = await store.read(localTenant, stream ?? ("" as never));
  /** What follows after the visit has tests of its own. */
  const after = commits
    .flatMap(({ events }) => events as readonly AppointmentStreamEvent[])
    .flatMap((event) =>
      event.type === "run.started" && event.slug === "after-visit" ? [event.run] : [],
    );
  const skipped = commits
    .flatMap(({ events }) => events)
    .flatMap((event) =>
      event.type === "run.step_skipped" &&
      "step" in event &&
      "why" in event &&
      "run" in event &&
      !after.includes(event.run as RunId)
        ? [`${String(event.step)}: ${String(event.why)}`]
        : [],
    );
  return {
    sent: house.texts(phone).map((text) => text.slice(0, 16)),
    texts: (await records.texts()).filter((text) => !/^(?:review|rebooking)-/.test(text)),
    asked: commits
      .flatMap(({ events }) => events as readonly AppointmentStreamEvent[])
      .flatMap((event) =>
        event.type === "task.opened" ? [`${event.kind} (${event.priority})`] : [],
      ),
    skipped,
  };
};

const twoDaysPast = [
  "two-days-before: already_past",
  "two-days-reminder: needs_skipped",
  "first-answer: needs_skipped",
];
const oneDayPast = [
  "one-day-before: already_past",
  "one-day-reminder: needs_skipped",
  "second-answer: needs_skipped",
  "call-them: needs_skipped",
];
const sixHoursPast = ["six-hours-before: already_past", "call-them-now: needs_skipped"];

describe("who books late", () => {
  it("30 hours ahead: is told, and reminded once, a day before", async () => {
    const { sent, texts, skipped, asked } = await story("2026-03-03T21:00:00Z");

    expect(sent).toEqual(["2026-03-02T15:00", "2026-03-02T21:00"]);
    expect(texts).toEqual(["booking-confirmation: sent", "reminder-one-day: sent"]);
    expect(skipped).toEqual(["moved-text: branch_not_taken", ...twoDaysPast]);
    expect(asked).toEqual(["no-answer (medium)", "no-answer (high)"]);
  });

  it.each([
    ["25 hours ahead", "2026-03-03T16:00:00Z"],
    ["26 hours ahead", "2026-03-03T17:00:00Z"],
  ])("%s: is told, and reminded as soon as four hours lie between", async (_, start) => {
    const { sent, texts, skipped, asked } = await story(start);

    expect(sent).toEqual(["2026-03-02T15:00", "2026-03-02T19:00"]);
    expect(texts).toEqual(["booking-confirmation: sent", "reminder-one-day: sent"]);
    expect(skipped).toEqual(["moved-text: branch_not_taken", ...twoDaysPast]);
    expect(asked).toEqual(["no-answer (medium)", "no-answer (high)"]);
  });

  it("50 hours ahead: is reminded of both days, the first time four hours after the booking", async () => {
    const { sent, texts } = await story("2026-03-04T17:00:00Z");

    expect(sent).toEqual(["2026-03-02T15:00", "2026-03-02T19:00", "2026-03-03T17:00"]);
    expect(texts).toEqual([
      "booking-confirmation: sent",
      "reminder-two-days: sent",
      "reminder-one-day: sent",
    ]);
  });

  it("28 hours ahead to the minute: four hours lie between the two texts", async () => {
    expect((await story("2026-03-03T19:00:00Z")).sent).toEqual([
      "2026-03-02T15:00",
      "2026-03-02T19:00",
    ]);
  });

  it("five hours ahead: is told, and nothing else", async () => {
    const { sent, skipped, asked } = await story("2026-03-02T20:00:00Z");

    expect(sent).toEqual(["2026-03-02T15:00"]);
    expect(skipped).toEqual([
      "moved-text: branch_not_taken",
      ...twoDaysPast,
      ...oneDayPast,
      ...sixHoursPast,
    ]);
    expect(asked).toEqual([]);
  });

  it("half an hour ahead: is told, and nothing else", async () => {
    const { sent, texts, asked } = await story("2026-03-02T15:30:00Z");

    expect(sent).toEqual(["2026-03-02T15:00"]);
    expect(texts).toEqual(["booking-confirmation: sent"]);
    expect(asked).toEqual([]);
  });

  it("moves to tomorrow: is told at once, and reminded on the next day, for one reminder has come today", async () => {
    house = await testHouse(now);
    const first = booking({ start: at("2026-03-10T15:00:00Z"), createdAt: at(now) });
    await house.post(inviteeCreated(first));
    await house.turnTo("2026-03-08T16:00:00Z"); // The reminder of two days before went at three.
    const oldInvitee = first.inviteeUri;
    const moved = {
      ...first,
      inviteeUri: `${first.inviteeUri}-2`,
      eventUri: `${first.eventUri}-2`,
      start: at("2026-03-09T17:00:00Z"),
      end: at("2026-03-09T17:30:00Z"),
      createdAt: at("2026-03-08T16:00:00Z"),
      rescheduled: true,
      oldInvitee,
    };
    await house.post(inviteeCreated(moved));
    await house.turnTo("2026-03-09T17:00:00Z");

    expect(house.texts(phone).map((text) => text.slice(0, 16))).toEqual([
      "2026-03-02T15:00",
      "2026-03-08T15:00",
      "2026-03-08T16:00", // Answers the move.
      "2026-03-09T13:00", // Nine in New York.
    ]);
  });

  const hours = [3, 6, 7, 23, 24, 26, 29, 33, 47, 48, 49, 51, 53, 71, 73];
  it.each(hours)("%s hours ahead: never hears from us twice within four hours", async (ahead) => {
    const start = new Date(epochMs(at(now)) + ahead * 3_600_000).toISOString();
    const { texts } = await story(start);
    const moments = house.carrier.phone.messages(phone).map((message) => epochMs(message.at));
    const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));

    expect(gaps.filter((gap) => gap < 4 * 3_600_000)).toEqual([]);
    expect(texts[0]).toBe("booking-confirmation: sent");
  });
});

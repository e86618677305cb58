import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notified } from "#adapters/acuity/sample";
import { bookingCreated } from "#adapters/calcom/sample";
import { at, plusMs } from "#core/kernel/time";
import { type BookingHouse, bookingHouse, calcomVisit, phone } from "#test/support/booking-doors";
import { booking, inviteeCreated } from "#test/support/house";
import { recordsOf } from "#test/support/records";
import { pagesOf } from "#test/support/synchronise";

/** Four in the morning in New York, where everybody of these stories lives. */
const four = at("2026-03-03T09:00:00Z");
const nine = "2026-03-03T14:00";
const evening = at("2026-03-03T01:00:00Z");
const start = at("2026-03-12T15:00:00Z");
const minute = 60_000;

let house: BookingHouse;
beforeEach(async () => {
  house = await bookingHouse(four);
});
afterEach(() => house.close());

const heard = (): readonly string[] => house.texts(phone).map((text) => text.slice(0, 16));
const visit = (createdAt = four) => booking({ start, createdAt, phone: "+1 404-555-0123" });

describe("a booking that is heard of at four at night", () => {
  it("is confirmed at once where it was made just now: they are awake", async () => {
    await house.post(inviteeCreated(visit(plusMs(four, -2 * minute))));

    expect(heard()).toEqual(["2026-03-03T09:00"]);
  });

  it("is confirmed in the morning where a list told of it, and nobody had done anything", async () => {
    const { scheduled_event: event, ...rest } = JSON.parse(inviteeCreated(visit(evening))).payload;
    const { sandboxes } = house.composed.booking;
    sandboxes?.calendly.put("events", event.uri, event);
    sandboxes?.calendly.put("invitees", rest.uri, rest);
    expect(await pagesOf(house, "calendly", {})).toMatchObject({ taken: 1 });
    await house.drive.drain();

    expect(heard()).toEqual([]);
    expect(await recordsOf(house.composed).texts()).toEqual([
      "booking-confirmation: deferred quiet_hours",
    ]);
    await house.turnTo("2026-03-03T15:00:00Z");
    expect(heard()).toEqual([nine]);
  });

  it("is confirmed in the morning where its webhook comes hours late", async () => {
    await house.post(inviteeCreated(visit(evening)));
    expect(heard()).toEqual([]);
    await house.turnTo("2026-03-03T15:00:00Z");

    expect(heard()).toEqual([nine]);
  });

  it("is answered at once all the same, where the customer writes", async () => {
    await house.post(inviteeCreated(visit(evening)));
    await house.customerTexts(phone, "Can we reschedule please?");

    expect(house.texts(phone)).toEqual([expect.stringContaining("choose another time here")]);
  });

  it("asks for no yes in the morning that has come by then", async () => {
    await house.post(inviteeCreated(visit(evening)));
    await house.customerTexts(phone, "C");
    await house.turnTo("2026-03-03T15:00:00Z");

    const texts = house.texts(phone);
    expect(texts).toEqual([
      expect.stringContaining("you are confirmed for"),
      expect.stringContaining("your appointment is booked for"),
    ]);
    expect(texts.filter((text) => text.includes("Reply C"))).toEqual([]);
  });

  it("has moved just now, or hours ago", async () => {
    const moved = (id: string, createdAt: typeof four, oldInvitee: string, day: number) => {
      const eventUri = `https://api.calendly.com/scheduled_events/${id}`;
      const names = { eventUri, inviteeUri: `${eventUri}/invitees/${id}`, oldInvitee };
      const later = plusMs(start, day * 86_400_000);
      return { ...visit(createdAt), ...names, start: later, end: plusMs(later, 30 * minute) };
    };
    const first = visit(evening);
    const second = moved("MOVED1", four, first.inviteeUri, 1);
    await house.post(inviteeCreated(first));
    await house.post(inviteeCreated(second));
    expect(heard()).toEqual(["2026-03-03T09:00"]);
    await house.post(inviteeCreated(moved("MOVED2", evening, second.inviteeUri, 2)));
    expect(heard()).toHaveLength(1);
  });

  it("is told by Cal.com with its own moment, too", async () => {
    const told = calcomVisit("uid-1", start, plusMs(start, 30 * minute));
    await house.tell("calcom", bookingCreated(told, evening));
    expect(heard()).toEqual([]);
    const other = { ...calcomVisit("uid-2", plusMs(start, 86_400_000), plusMs(start, 90_000_000)) };
    await house.tell("calcom", bookingCreated(other, four));
    expect(heard()).toEqual(["2026-03-03T09:00"]);
  });

  it("is told by Square with the moment of its last change", async () => {
    await house.squareTells(0, start); // Of the day before.
    expect(heard()).toEqual([]);
    await house.squareTells(1, plusMs(start, 86_400_000), "ACCEPTED", four);
    expect(heard()).toEqual(["2026-03-03T09:00"]);
  });

  it("waits where the booking system does not say when, as Acuity does not", async () => {
    house.acuityHas(7, start);
    await house.tell("acuity", notified("scheduled", 7));

    expect(heard()).toEqual([]);
  });
});

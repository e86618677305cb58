import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { changedPack } from "#test/support/changed-pack";
import { recordsOf } from "#test/support/records";

const atlanta = "+14045550123";

let house: TestHouse;
afterEach(() => house.close());

type Visit = {
  readonly booked: string;
  readonly start: string;
  readonly zone?: string;
  readonly phone?: string;
};

/** Moments at which the customer's phone rang, until long after the visit. */
const rang = async (
  { booked, start, zone = "America/New_York", phone = atlanta }: Visit,
  pack?: string,
) => {
  house = await testHouse(booked, pack === undefined ? {} : { pack });
  await house.post(
    inviteeCreated(booking({ start: at(start), zone, phone, createdAt: at(booked) })),
  );
  await house.turnTo("2026-12-31T00:00:00Z");
  return house.texts(phone).map((text) => text.slice(0, 16));
};

describe("quiet hours, from eight in the evening to nine in the morning", () => {
  it("do not hold back the answer to a booking made at night: that customer is awake", async () => {
    const [first] = await rang({ booked: "2026-03-02T03:00:00Z", start: "2026-03-12T15:00:00Z" });
    expect(first).toBe("2026-03-02T03:00");
  });

  it("move a reminder of an early visit to nine o'clock", async () => {
    expect(await rang({ booked: "2026-03-02T15:00:00Z", start: "2026-03-12T11:30:00Z" })).toEqual([
      "2026-03-02T15:00",
      "2026-03-10T13:00", // Due at 07:30 in New York.
      "2026-03-11T13:00",
    ]);
  });

  it("move a reminder of a late visit to the next morning", async () => {
    expect(await rang({ booked: "2026-03-02T15:00:00Z", start: "2026-03-12T01:30:00Z" })).toEqual([
      "2026-03-02T15:00",
      "2026-03-10T13:00", // Due at 21:30 the evening before.
      "2026-03-11T13:00",
    ]);
  });

  it("are those of the customer's zone, not of the business", async () => {
    const lisbon = {
      zone: "Europe/Lisbon",
      phone: "+351912345678",
      booked: "2026-01-05T12:00:00Z",
    };
    expect(await rang({ ...lisbon, start: "2026-01-20T08:30:00Z" })).toEqual([
      "2026-01-05T12:00",
      "2026-01-18T09:00", // Due at 08:30 in Lisbon; in New York it is the middle of the night.
      "2026-01-19T09:00",
    ]);
  });

  it("are those of both places, where a number says another one than the booking", async () => {
    const lisbon = { zone: "Europe/Lisbon", booked: "2026-01-05T12:00:00Z" };
    expect(await rang({ ...lisbon, start: "2026-01-20T08:30:00Z" })).toEqual([
      "2026-01-05T12:00",
      "2026-01-18T14:00", // Nine in the morning in Atlanta, where the number is from.
      "2026-01-19T14:00",
    ]);
  });

  it("suppress by name what could only go out after the visit has begun", async () => {
    const pack = changedPack("reminder-sequence.yaml", (text) =>
      text.replace('appointment.start - duration("24h")', 'appointment.start - duration("2h")'),
    );
    const early = { booked: "2026-03-02T15:00:00Z", start: "2026-03-12T12:30:00Z" }; // 08:30.
    expect(await rang(early, pack)).toHaveLength(2);
    expect(await recordsOf(house.composed).texts()).toContain(
      "reminder-one-day: suppressed quiet_hours",
    );
  });
});

describe("the change to summer time", () => {
  const overSpring = { booked: "2026-03-02T15:00:00Z", start: "2026-03-09T15:00:00Z" }; // 11:00 EDT.

  it("moves 48 hours before to another time of day: hours are hours", async () => {
    const [, reminder] = await rang(overSpring);
    expect(reminder).toBe("2026-03-07T15:00"); // 10:00 EST.
  });

  it("leaves two days before, at the same local time, where it is", async () => {
    const pack = changedPack("reminder-sequence.yaml", (text) =>
      text.replace(
        'wait: appointment.start - duration("48h")',
        "wait: daysBefore(appointment.start, 2, appointment.zone)",
      ),
    );
    const [, reminder] = await rang(overSpring, pack);
    expect(reminder).toBe("2026-03-07T16:00"); // 11:00 EST.
  });

  it("in autumn, the other way round", async () => {
    const overAutumn = { booked: "2026-10-25T15:00:00Z", start: "2026-11-02T16:00:00Z" }; // 11:00 EST.
    const [, reminder] = await rang(overAutumn);
    expect(reminder).toBe("2026-10-31T16:00"); // 12:00 EDT.
  });

  it("puts a visit into words by the clock that hangs on the wall that day", async () => {
    await rang(overSpring);
    for (const text of house.texts(atlanta)) expect(text).toContain("Mon, Mar 9 at 11:00 AM");
  });
});

describe("a customer in another zone than the business", () => {
  it("reads the time of their own wall, and which zone that is", async () => {
    house = await testHouse("2026-03-02T15:00:00Z");
    const start = at("2026-03-12T15:00:00Z");
    const createdAt = house.composed.deps.clock.now(); // Seven in the morning, where they are.
    await house.post(inviteeCreated(booking({ start, createdAt, zone: "America/Los_Angeles" })));

    expect(house.texts(atlanta)[0]).toMatch(/Thu, Mar 12 at 8:00 AM (PDT|PT|GMT-7)/);
  });
});

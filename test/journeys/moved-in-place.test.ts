import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notified } from "#adapters/acuity/sample";
import { bookingCreated, bookingRescheduled } from "#adapters/calcom/sample";
import { at, plusMs } from "#core/kernel/time";
import { type BookingHouse, bookingHouse, calcomVisit, phone } from "#test/support/booking-doors";
import { type Records, recordsOf } from "#test/support/records";

/** What a visit says that was booked for the 12th on the 2nd and moved to the 17th on the 5th, however it was told. */
const textsOfMoved = [
  /^2026-03-02T15:00:00\.000Z .* booked for Thu, Mar 12 at 11:00 AM\. /,
  /^2026-03-05T15:00:00\.000Z .* now on Tue, Mar 17 at 12:00 PM\. /,
  /^2026-03-15T16:00:00\.000Z .* see you on Tue, Mar 17 at 12:00 PM\. /,
  /^2026-03-16T16:00:00\.000Z .* visit on Tue, Mar 17 at 12:00 PM is not confirmed yet/,
].map((pattern) => expect.stringMatching(pattern) as unknown);

const first = at("2026-03-12T15:00:00Z");
const second = at("2026-03-17T16:00:00Z");

let house: BookingHouse;
let records: Records;
beforeEach(async () => {
  house = await bookingHouse("2026-03-02T15:00:00Z");
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const thenMoves = async (move: () => Promise<unknown>): Promise<void> => {
  await house.turnTo("2026-03-05T15:00:00Z");
  await move();
  await house.turnTo("2026-03-18T15:00:00Z");
};

const expectOneMovedVisit = async (): Promise<void> => {
  expect(house.texts(phone)).toEqual(textsOfMoved);
  expect((await records.appointments()).map(({ domain }) => domain.status)).toEqual(["completed"]);
  expect(await records.tasks()).toEqual([]);
};

describe("a visit that moves", () => {
  it("under its own id, at Acuity: new reminders, and nothing of the old plan", async () => {
    house.acuityHas(7, first);
    await house.tell("acuity", notified("scheduled", 7));
    await thenMoves(async () => {
      house.acuityHas(7, second);
      await house.tell("acuity", notified("rescheduled", 7));
      await house.tell("acuity", notified("changed", 7));
    });

    await expectOneMovedVisit();
    await house.turnTo("2026-04-01T00:00:00Z"); // And what follows after the visit is over, too.
    const [appointment] = await records.appointments();
    const runs = Object.values(appointment?.journeys.runs ?? {});
    expect(runs.map(({ end }) => `${end?.status} ${end?.why}`)).toEqual([
      "cancelled appointment.rescheduled",
      "completed null",
      "completed null",
    ]);
    expect(appointment?.journeys.wakeAt).toBeNull();
  });

  it("away and back again, at Acuity, with the very same webhook both times", async () => {
    house.acuityHas(7, first);
    await house.tell("acuity", notified("scheduled", 7));
    await house.turnTo("2026-03-03T15:00:00Z");
    house.acuityHas(7, second);
    await house.tell("acuity", notified("rescheduled", 7));
    await house.turnTo("2026-03-04T15:00:00Z");
    house.acuityHas(7, first);
    await house.tell("acuity", notified("rescheduled", 7));

    const [appointment] = await records.appointments();
    expect(appointment?.domain).toMatchObject({ start: first, plan: 3 });
    expect(house.texts(phone).at(-1)).toContain("now on Thu, Mar 12 at 11:00 AM");
  });

  it("under its own id, at Square, with the old version once more at the end", async () => {
    await house.squareTells(0, first);
    await thenMoves(async () => {
      await house.squareTells(1, second);
      await house.squareTells(0, first);
    });
    await expectOneMovedVisit();
  });

  it.each([false, true])("under a new id, at Cal.com, told twice: %s", async (isTwice) => {
    const half = 1_800_000;
    const old = calcomVisit("old", first, plusMs(first, half));
    await house.tell("calcom", bookingCreated(old, at("2026-03-02T15:00:00Z")));
    await thenMoves(async () => {
      const fresh = calcomVisit("fresh", second, plusMs(second, half));
      const body = bookingRescheduled(fresh, old, at("2026-03-05T15:00:00Z"));
      await house.tell("calcom", body);
      if (isTwice) await house.tell("calcom", body);
    });
    await expectOneMovedVisit();
  });
});

describe("a number that is given later", () => {
  it("ends the search for a way to reach them, and begins the reminders", async () => {
    house.acuityHas(7, first, { phone: "" });
    await house.tell("acuity", notified("scheduled", 7));
    expect(await records.tasks()).toEqual(["unreachable (high)"]);

    await house.turnTo("2026-03-05T15:00:00Z");
    house.acuityHas(7, first);
    await house.tell("acuity", notified("changed", 7));
    await house.turnTo("2026-03-11T14:00:00Z");

    expect(await records.tasks()).toEqual([]);
    expect(house.texts(phone)).toEqual([
      expect.stringContaining("now on Thu, Mar 12 at 11:00 AM"),
      expect.stringMatching(/^2026-03-10T15:00:00.000Z .* see you on Thu, Mar 12/),
    ]);
  });
});

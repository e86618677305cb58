import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { changedPack } from "#test/support/changed-pack";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";
const first = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now) });
const second = booking({
  start: at("2026-03-12T16:00:00Z"),
  createdAt: at(now),
  phone: "+14045550188",
  email: "other@example.com",
  inviteeUri: "https://api.calendly.com/scheduled_events/EVENT2/invitees/INVITEE2",
});

let house: TestHouse | undefined;
afterEach(() => house?.close());

const remindersOf = (phone: string): readonly string[] =>
  (house?.texts(phone) ?? []).slice(1).map((text) => text.slice(0, 16));

describe("a definition that is changed between two starts", () => {
  const threeDaysBefore = () =>
    changedPack("reminder-sequence.yaml", (text) =>
      text
        .replace("version: 2", "version: 3")
        .replace('appointment.start - duration("48h")', 'appointment.start - duration("72h")'),
    );

  it("counts for what begins from then on; what runs goes on as it began", async () => {
    house = await testHouse(now);
    await house.post(inviteeCreated(first));
    await house.leave();

    house = await testHouse(now, { folder: house.folder, pack: threeDaysBefore() });
    await house.post(inviteeCreated(second));
    await house.turnTo("2026-03-13T00:00:00Z");

    expect(remindersOf("+14045550123")).toEqual(["2026-03-10T15:00", "2026-03-11T15:00"]);
    expect(remindersOf("+14045550188")).toEqual(["2026-03-09T16:00", "2026-03-11T16:00"]);
  });

  it("counts for the new time of a visit that is moved after it", async () => {
    house = await testHouse(now);
    await house.post(inviteeCreated(first));
    await house.leave();

    house = await testHouse(now, { folder: house.folder, pack: threeDaysBefore() });
    const moved = { ...first, inviteeUri: second.inviteeUri, start: second.start };
    await house.post(inviteeCreated({ ...moved, end: second.end, oldInvitee: first.inviteeUri }));
    await house.turnTo("2026-03-13T00:00:00Z");

    expect(house.texts("+14045550123").map((text) => text.slice(0, 16))).toEqual([
      "2026-03-02T15:00",
      "2026-03-02T15:00",
      "2026-03-09T16:00",
      "2026-03-11T16:00",
    ]);
  });

  it("goes on where texts of its pack would be refused by the rules of today", async () => {
    house = await testHouse(now);
    await house.post(inviteeCreated(first));
    const { db } = house.composed;
    await db.write(() =>
      db.run("UPDATE packs SET files = replace(files, 'Reply C to', 'Reply YES to')"),
    );
    await house.leave();

    house = await testHouse(now, { folder: house.folder, pack: threeDaysBefore() });
    await house.turnTo("2026-03-13T00:00:00Z");

    expect(remindersOf("+14045550123")).toEqual(["2026-03-10T15:00", "2026-03-11T15:00"]);
  });

  it("may begin nothing any more: what runs goes on all the same", async () => {
    const forNobody = changedPack("reminder-sequence.yaml", (text) =>
      text.replace("on: appointment.booked", "on: appointment.completed"),
    );
    house = await testHouse(now);
    await house.post(inviteeCreated(first));
    await house.leave();

    house = await testHouse(now, { folder: house.folder, pack: forNobody });
    await house.post(inviteeCreated(second));
    await house.turnTo("2026-03-12T15:00:00Z");

    expect(remindersOf("+14045550123")).toEqual(["2026-03-10T15:00", "2026-03-11T15:00"]);
    expect(house.texts("+14045550188")).toEqual([]);
  });

  it("is refused with file and line when it cannot be read, and the house does not open", async () => {
    const pack = changedPack("reminder-sequence.yaml", (text) =>
      text.replace("on: appointment.booked", "on: appointment.boked"),
    );
    const opening = testHouse(now, { pack });

    await expect(opening).rejects.toMatchObject({ code: "definition_invalid" });
    await expect(opening).rejects.toThrow(/reminder-sequence\.yaml:\d+: .*appointment\.boked/);
    house = undefined;
  });
});

describe("a process that ends and starts again", () => {
  it("goes on where it was, with the clock where it was turned to", async () => {
    house = await testHouse(now);
    await house.post(inviteeCreated(first));
    await house.turnTo("2026-03-10T14:59:59Z");
    await house.leave();

    house = await testHouse(now, { folder: house.folder });
    expect(house.composed.deps.clock.now()).toBe("2026-03-10T14:59:59.000Z");
    await house.turnTo("2026-03-10T15:00:00Z");
    expect(remindersOf("+14045550123")).toEqual(["2026-03-10T15:00"]);
    expect(await recordsOf(house.composed).texts()).toEqual([
      "booking-confirmation: sent",
      "reminder-two-days: sent",
    ]);
  });
});

import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { at, type Instant } from "#core/kernel/time";
import { booking, inviteeCreated, newFolder, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const morning = "2026-03-10T13:05:00Z"; // Five past nine by the clock of the clinic.

const visit = (name: string, phone: string, start: string, createdAt: Instant = at(morning)) =>
  inviteeCreated(
    booking({
      start: at(start),
      createdAt,
      phone,
      inviteeUri: `https://api.calendly.com/scheduled_events/${name}/invitees/${name}`,
      eventUri: `https://api.calendly.com/scheduled_events/${name}`,
    }),
  );

const late = [
  ["G", "+14045550120"],
  ["H", "+14045550121"],
  ["I", "+14045550122"],
] as const;

let house: TestHouse;
let isDown = false;
let calls = 0;
const opened = async (start: string, folder: string) => {
  house = await testHouse(start, {
    folder,
    faults: ({ operation }) => {
      if (operation !== "create") return "run";
      calls += 1;
      return isDown ? "http-429" : "run";
    },
  });
};

describe("a carrier that is away for hours", () => {
  const folder = newFolder();
  afterEach(async () => {
    await house.leave();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is asked now and then, also after a restart; then everything goes out once, replies first", async () => {
    await opened(morning, folder);
    await house.post(visit("PATIENT", "+14045550100", "2026-03-12T17:00:00Z"));
    isDown = true; // Its reminder is due in the middle of the outage.
    await house.turnTo("2026-03-10T17:30:00Z");
    for (const name of ["A", "B", "C", "D", "E", "F"])
      await house.post(visit(name, `+1404555011${"ABCDEF".indexOf(name)}`, "2026-03-20T15:00:00Z"));
    await house.turnTo("2026-03-10T18:00:00Z");
    expect(house.log.filter((line) => line.includes("breaker.opened"))).toHaveLength(1);

    await house.leave();
    calls = 0;
    await opened(morning, folder); // Its clock stays turned.
    for (const [name, phone] of late) await house.post(visit(name, phone, "2026-03-20T15:00:00Z"));
    expect(calls).toBeLessThanOrEqual(1); // One may be the probe; the others hear what became of it.
    await house.turnTo("2026-03-10T19:00:00Z");
    expect(calls).toBeGreaterThan(5);
    expect(calls).toBeLessThan(62);

    isDown = false;
    await house.turnTo("2026-03-10T19:02:00Z");
    const replies = ["0", "1", "2", "3", "4", "5"].map((last) => `+1404555011${last}`);
    const all = [...replies, ...late.map(([, phone]) => phone)];
    const soon = all.filter((phone) => house.texts(phone).length > 0);
    expect(soon.length).toBeGreaterThan(0);
    expect(house.texts("+14045550100")).toHaveLength(1);

    await house.turnTo("2026-03-10T19:20:00Z");
    for (const phone of all) expect(house.texts(phone)).toHaveLength(1);
    expect(house.texts("+14045550100")).toHaveLength(2);
    expect(await recordsOf(house.composed).tasks()).toEqual([]);
    expect(house.log.filter((line) => line.includes("breaker.closed"))).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { packFolder } from "#local/load-pack";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z", { pack: packFolder("salon") });
  records = recordsOf(house.composed);
  await house.post(inviteeCreated(visit));
});
afterEach(() => house.close());

/** Of the words only their beginning. */
const heard = (): readonly string[] =>
  house.texts(phone).map((text) => `${text.slice(0, 16)} ${text.slice(25, 50)}`);

describe("a salon, with a pack of its own and the same program", () => {
  it("welcomes, reminds once with the service's name, and asks how it was", async () => {
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(heard()).toEqual([
      "2026-03-02T15:00 Yay! Riverside Clinic has",
      "2026-03-11T15:00 Riverside Clinic: your ha",
      "2026-03-12T20:30 Love the new look? Tell e",
    ]);
    expect(house.texts(phone)[1]).toContain("your hair appointment is Thu, Mar 12, 11:00 AM.");
    expect(await records.tasks()).toEqual([]); // Nobody calls who does not answer.
  });

  it("asks whoever has confirmed for nothing more", async () => {
    await house.customerTexts(phone, "C");
    await house.turnTo("2026-03-11T18:00:00Z");

    expect(house.texts(phone).at(-1)).toContain("11:00 AM. See you then! Reply STOP to opt out.");
  });

  it("sends the page for another time in its own tone", async () => {
    await house.customerTexts(phone, "Can we reschedule please?");

    expect(house.texts(phone).at(-1)).toContain("No worries! Riverside Clinic - pick a new time:");
    expect(await records.tasks()).toEqual(["wants-to-reschedule (medium)"]);
  });

  it("keeps silent to who has opted out, as everybody does", async () => {
    await house.customerTexts(phone, "STOP");
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await records.texts()).toEqual([
      "booked: sent",
      "tomorrow: suppressed opted_out",
      "how-was-it: suppressed opted_out",
    ]);
  });
});

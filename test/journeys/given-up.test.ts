import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";
import { packFolder } from "#local/load-pack";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: TestHouse;
let records: Records;
afterEach(() => house.close());

/** The customer has allowed everything, and nobody at the clinic does anything. */
const open = async (pack: "healthcare" | "salon") => {
  house = await testHouse("2026-03-02T15:00:00Z", { pack: packFolder(pack) });
  records = recordsOf(house.composed);
  await house.post(inviteeCreated(visit));
  const { tokens, deps } = house.composed;
  await tokens.put("a-token", deps.localTenant);
  for (const purpose of ["review", "deposit"] as const) await grant(purpose);
};

const post = async (path: string, key: string, body: object = {}): Promise<number> => {
  const asked = new Request(`http://127.0.0.1/v1/${path}`, {
    method: "POST",
    headers: { authorization: "Bearer a-token", "idempotency-key": key },
    body: JSON.stringify(body),
  });
  const { status } = await house.handle(asked);
  await house.drive.drain();
  return status;
};

const grant = async (purpose: ConsentPurpose): Promise<void> => {
  const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
  const wish = { purpose, evidence: { how: "form", wording: "Yes." } };
  expect(await post(`customers/${id}/consents/grant`, purpose, wish)).toBe(200);
};

const weeksLater = () => house.turnTo("2026-03-20T00:00:00Z");

describe("who gives the visit up, while nobody acts, at a clinic", () => {
  it.each([
    ["I can't make it", "cancel-link", "visit_given_up", "wants-to-cancel"],
    ["Can we do friday instead?", "reschedule-link", "other_time_wished", "wants-to-reschedule"],
  ])("%s: hears of the visit no more, and one task stands", async (words, link, why, task) => {
    await open("healthcare");
    await house.customerTexts(phone, words);
    await house.turnTo("2026-03-12T14:00:00Z");
    // Their wish is a person's task already; nobody is asked to call them for an answer.
    expect(await records.tasks()).toEqual([expect.stringContaining(task)]);
    await weeksLater();

    expect(await records.texts()).toEqual([
      "booking-confirmation: sent",
      `${link}: sent`,
      `reminder-two-days: suppressed ${why}`,
      `reminder-one-day: suppressed ${why}`,
      `review-request: suppressed ${why}`,
      "rebooking-offer: suppressed no_consent",
    ]);
  });

  it("after the last reminder: nobody need call them for an answer", async () => {
    await open("healthcare");
    await house.turnTo("2026-03-11T15:30:00Z");
    await house.customerTexts(phone, "I can't make it");
    await house.turnTo("2026-03-12T14:00:00Z");

    expect(await records.tasks()).toEqual(["wants-to-cancel (high)"]);
  });

  it("after somebody was asked to call: that task is closed, theirs stands", async () => {
    await open("healthcare");
    await house.turnTo("2026-03-11T20:30:00Z");
    expect(await records.tasks()).toEqual(["no-answer (medium)"]);
    await house.customerTexts(phone, "I can't make it");

    expect(await records.tasks()).toEqual(["wants-to-cancel (high)"]);
  });

  it("is reminded again after a yes, and thanked for it", async () => {
    await open("healthcare");
    await house.customerTexts(phone, "C");
    await house.turnTo("2026-03-03T15:00:00Z");
    await house.customerTexts(phone, "I can't make it");
    await house.turnTo("2026-03-04T15:00:00Z");
    await house.customerTexts(phone, "Yes, I'll be there");
    await house.turnTo("2026-03-20T00:00:00Z");

    expect((await records.texts()).filter((text) => !text.startsWith("rebooking"))).toEqual([
      "booking-confirmation: sent",
      "confirmed-thanks: sent",
      "cancel-link: sent",
      "confirmed-thanks: sent",
      "reminder-two-days: sent",
      "review-request: sent",
      "review-follow-up: sent",
    ]);
  });

  it("is asked how it was where somebody has seen them come", async () => {
    await open("healthcare");
    await house.customerTexts(phone, "I can't make it");
    await house.turnTo("2026-03-12T15:20:00Z");
    const id = (records.streams("appointment")[0] ?? "").replace("appointment/", "");
    expect(await post(`appointments/${id}/complete`, "came")).toBe(200);
    await weeksLater();

    expect(await records.texts()).toContain("review-request: sent");
  });
});

describe("who gives the visit up, at a salon", () => {
  it("hears no more than the page to move it", async () => {
    await open("salon");
    await house.customerTexts(phone, "Can we do friday instead?");
    await weeksLater();

    expect(await records.texts()).toEqual([
      "booked: sent",
      "another-time: sent",
      "tomorrow: suppressed other_time_wished",
      "how-was-it: suppressed other_time_wished",
    ]);
  });
});

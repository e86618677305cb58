import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

/** The one text that follows from a booking whose payload says something else in these places. */
const textAfter = async (changes: Readonly<Record<string, unknown>>): Promise<string> => {
  const body = JSON.parse(inviteeCreated(visit)) as { payload: object };
  const payload = { ...body.payload, ...changes };
  expect((await house.post(JSON.stringify({ ...body, payload }))).status).toBe(200);
  expect(house.texts(phone)).toHaveLength(1);
  return house.texts(phone)[0]?.slice("2026-03-02T15:00:00.000Z ".length) ?? "";
};

const called =
  "Riverside Clinic: your appointment is booked for Thu, Mar 12 at 11:00 AM. Reply C to confirm. " +
  "Need another time? Call (404) 555-1234. Reply STOP to opt out.";

describe("a booking with values that nobody would write", () => {
  it.each([
    ["a link that is not encrypted", { reschedule_url: "http://calendly.com/r" }],
    ["a link that is a script", { reschedule_url: "javascript:alert(1)" }],
    ["a link that says STOP", { reschedule_url: "https://calendly.com/STOP" }],
    ["a link that says CANCEL", { reschedule_url: "https://calendly.com/r?now=CANCEL" }],
    ["a link with a sentence behind it", { reschedule_url: "https://a.example Call 900-555-0100" }],
    ["a link of 480 characters", { reschedule_url: `https://a.example/${"x".repeat(460)}` }],
    ["a link of 200 KB", { reschedule_url: `https://a.example/${"x".repeat(200_000)}` }],
    ["no link", { reschedule_url: null }],
  ])("%s: the text gives the clinic's phone instead", async (_, changes) => {
    expect(await textAfter(changes)).toBe(called);
  });

  it("a name of 200 KB, in letters of any kind, costs no text a character", async () => {
    const name = `Łukasz 伊藤 😀\u0000\u202e call 555-0100 http://evil.example/x ${"y".repeat(200_000)}`;
    expect(await textAfter({ name, reschedule_url: null })).toBe(called);

    const [appointment] = await records.appointments();
    const kept = appointment?.domain.status === "none" ? null : appointment?.domain.contact.name;
    expect(kept).toMatch(/^Łukasz 伊藤 😀 call 555-0100 y+$/u);
    expect(Array.from(kept ?? "")).toHaveLength(100);
  });
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { notified } from "#adapters/acuity/sample";
import { type BookingHouse, bookingHouse, phone } from "#test/support/booking-doors";
import { answerOf } from "#test/support/doors";

let house: BookingHouse;
beforeEach(async () => {
  house = await bookingHouse("2026-03-02T15:00:00Z");
});
afterEach(() => house.close());

const put = async (path: string, body: string) =>
  answerOf(
    await house.handle(new Request(`http://127.0.0.1/sandbox/${path}`, { method: "PUT", body })),
  );

it("gives an outside program's appointment to whoever asks the simulated Acuity for it", async () => {
  const resource = {
    id: 7,
    firstName: "Ada",
    phone: "404-555-0123",
    datetime: "2026-03-12T11:00:00-0400",
    duration: "30",
    timezone: "America/New_York",
  };
  expect(await put("acuity/appointments/7", JSON.stringify(resource))).toMatchObject({
    status: 200,
  });
  expect(await house.tell("acuity", notified("scheduled", 7))).toMatchObject({
    outcome: "accepted",
  });
  expect(house.texts(phone)).toEqual([expect.stringContaining("Thu, Mar 12 at 11:00 AM")]);
});

it.each([
  ["a system that there is none of", "myspace/appointments/7", "{}", "not_found"],
  ["a name that every object has", "constructor/appointments/7", "{}", "not_found"],
  ["what is no JSON", "acuity/appointments/7", "{", "malformed_json"],
  ["what is no object", "acuity/appointments/7", "7", "payload_invalid"],
])("refuses %s", async (_, path, body, code) => {
  expect((await put(path, body)).error?.code).toBe(code);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notified } from "#adapters/acuity/sample";
import { at } from "#core/kernel/time";
import { type BookingHouse, bookingHouse } from "#test/support/booking-doors";
import { answerOf } from "#test/support/doors";
import { recordsOf } from "#test/support/records";

let house: BookingHouse;
beforeEach(async () => {
  house = await bookingHouse("2026-03-02T15:00:00Z");
  await house.composed.tokens.put("desk", house.composed.deps.localTenant);
});
afterEach(() => house.close());

const ask = (system: string, body: object = {}, token = "desk", method = "POST") =>
  house.handle(
    new Request(`http://127.0.0.1/v1/synchronise/${system}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    }),
  );

describe("the door of the first synchronisation", () => {
  it("takes a page, and says where the next begins", async () => {
    house.acuityHas(7, at("2026-03-04T15:00:00Z"));
    const first = (await (await ask("acuity")).json()) as { readonly next: string };
    expect(first).toMatchObject({ progress: { pages: 1, seen: 1, taken: 1 } });
    expect(first.next).toMatch(/^2026-03-02T15:00:00\.000Z~[\w%.-]+$/);
    const second = await ask("acuity", { after: first.next });
    expect(await second.json()).toMatchObject({ progress: { pages: 1, seen: 0 } });
    expect(second.headers.get("cache-control")).toBe("no-store");
  });

  it("is for whoever bears the token, and takes nothing for anybody else", async () => {
    house.acuityHas(7, at("2026-03-04T15:00:00Z"));
    const response = await ask("acuity", {}, "stranger");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answerOf(response)).toMatchObject({
      status: 401,
      error: { code: "not_signed_in" },
    });
    expect(recordsOf(house.composed).commits()).toBe(0);
  });

  it.each([
    ["a system that there is not", "setmore", {}, 404, "not_found"],
    ["a name that every object has", "constructor", {}, 404, "not_found"],
    ["a word that it does not know", "acuity", { dryRun: true }, 400, "payload_invalid"],
    ["a day that is no instant", "acuity", { from: "2026-03-03" }, 400, "payload_invalid"],
    ["a place that it never named", "acuity", { after: "page 2" }, 400, "payload_invalid"],
    [
      "a place of nothing but %",
      "acuity",
      { after: "2026-03-02T15:00:00Z~%" },
      400,
      "payload_invalid",
    ],
    [
      "a list begun last week",
      "acuity",
      { after: "2026-02-23T15:00:00Z~1" },
      400,
      "payload_invalid",
    ],
    ["a list not begun yet", "acuity", { after: "2026-03-02T15:00:01Z~1" }, 400, "payload_invalid"],
  ])("refuses %s", async (_, system, body, ...[status, code]) => {
    expect(await answerOf(await ask(system, body))).toMatchObject({ status, error: { code } });
  });

  it("has no other method", async () => {
    expect(await answerOf(await ask("acuity", {}, "desk", "GET"))).toMatchObject({ status: 405 });
  });

  it("says what stands in the way where the booking system cannot be asked", async () => {
    const { booking } = house.composed;
    booking.sandboxes?.acuity.befall(
      new Response(null, { status: 429, headers: { "retry-after": "7" } }),
    );
    expect(await answerOf(await ask("acuity"))).toMatchObject({
      status: 503,
      error: {
        code: "booking_system_unavailable",
        retryable: true,
        details: { why: "throttled", retryAfterMs: 7_000 },
      },
    });
  });

  it("knows what a webhook has told already", async () => {
    house.acuityHas(7, at("2026-03-04T15:00:00Z"));
    await house.tell("acuity", notified("scheduled", 7));
    expect(await (await ask("acuity")).json()).toMatchObject({ progress: { taken: 0, known: 1 } });
  });
});

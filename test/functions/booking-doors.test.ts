import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notified } from "#adapters/acuity/sample";
import { bookingCancelled, bookingCreated, noShowUpdated } from "#adapters/calcom/sample";
import { at, plusMs } from "#core/kernel/time";
import { type BookingHouse, bookingHouse, calcomVisit, phone } from "#test/support/booking-doors";
import { answerOf } from "#test/support/doors";
import { type Records, recordsOf } from "#test/support/records";

const now = at("2026-03-02T15:00:00Z");
const start = at("2026-03-12T15:00:00Z");
const visit = calcomVisit("uid-1", start, plusMs(start, 1_800_000));
const created = bookingCreated(visit, now);

let house: BookingHouse;
let records: Records;
beforeEach(async () => {
  house = await bookingHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const logged = (): readonly string[] =>
  house.log
    .map(
      (line) => JSON.parse(line) as { event: string; why?: string; detail?: string; code?: string },
    )
    .filter(({ event }) => /refused/.test(event))
    .map(({ event, why, detail, code }) => [event, why, detail, code].filter(Boolean).join(" "));

const statuses = async (): Promise<readonly string[]> =>
  (await records.appointments()).map(({ domain }) => domain.status);

describe("Cal.com's door", () => {
  it("takes a booking, and its repetition without a trace", async () => {
    expect(await house.tell("calcom", created)).toMatchObject({ status: 200, outcome: "accepted" });
    const before = records.commits();
    expect(await house.tell("calcom", created)).toMatchObject({ status: 200, outcome: "accepted" });
    expect(records.commits()).toBe(before);
    expect(house.texts(phone)).toEqual([
      expect.stringContaining("https://cal.com/reschedule/uid-1"),
    ]);
  });

  it("takes a cancellation that overtakes its booking, and a no-show that names only it", async () => {
    const reason = { by: "host@example.com", reason: "closed" };
    await house.tell("calcom", bookingCancelled(visit, reason, now));
    await house.tell("calcom", created);
    const other = calcomVisit("uid-2", start, plusMs(start, 1_800_000));
    await house.tell("calcom", bookingCreated(other, now));
    await house.turnTo("2026-03-12T15:20:00Z");
    await house.tell("calcom", noShowUpdated(other, true, at("2026-03-12T15:20:00Z")));
    expect(await statuses()).toEqual(["cancelled", "no_show"]);
  });

  it("makes a person's task of a no-show that it never heard of, and of a zone that does not exist", async () => {
    expect(await house.tell("calcom", noShowUpdated(visit, true, now))).toMatchObject({
      status: 200,
      outcome: "refused",
      error: { code: "appointment_unknown" },
    });
    expect(
      await house.tell("calcom", bookingCreated({ ...visit, zone: "Mars/Olympus" }, now)),
    ).toMatchObject({
      status: 200,
      error: { code: "zone_unknown", details: { zone: "Mars/Olympus" } },
    });
    expect(await records.tasks()).toEqual(["booking-refused (high)", "booking-refused (high)"]);
  });

  it.each(["calcom", "acuity", "square"] as const)(
    "believes no signature of another secret, endpoint or provider: %s",
    async (provider) => {
      const { id } = house.endpoint(provider);
      const other = house.endpoint(provider === "calcom" ? "square" : "calcom").id;
      for (const path of [`${provider}/${id}`, `${provider}/${other}`, `${provider}/nobody`]) {
        const response = await house.handle(
          new Request(`http://127.0.0.1/v1/webhooks/${path}`, {
            method: "POST",
            headers: { "x-cal-signature-256": "no-secret-provided" },
            body: created,
          }),
        );
        expect(await answerOf(response)).toMatchObject({
          status: 401,
          error: { code: "signature_invalid", details: {} },
        });
      }
      expect(logged()).toEqual([
        "webhook.refused signature_invalid",
        "webhook.refused unknown_endpoint",
        "webhook.refused unknown_endpoint",
      ]);
      expect(records.commits()).toBe(0);
    },
  );

  it("is believed under the secret before the newest one, while that is being rotated", async () => {
    const { composed } = house;
    const endpoint = house.endpoint("calcom");
    await composed.endpoints.put({
      ...endpoint,
      secrets: ["the newest", ...endpoint.secrets],
    });
    expect(await house.tell("calcom", created)).toMatchObject({ status: 200 });
  });
});

describe("Acuity's door", () => {
  it("asks for the appointment, and takes what it is told", async () => {
    house.acuityHas(7, start);
    expect(await house.tell("acuity", notified("scheduled", 7))).toMatchObject({
      status: 200,
      outcome: "accepted",
    });
    expect(house.composed.booking.sandboxes?.acuity.asked()).toEqual(["/api/v1/appointments/7"]);
    expect(house.texts(phone)).toEqual([
      expect.stringContaining("booked for Thu, Mar 12 at 11:00 AM"),
    ]);
  });

  it("writes nothing for the echo that Acuity sends of everything", async () => {
    house.acuityHas(7, start);
    await house.tell("acuity", notified("scheduled", 7));
    await house.turnTo("2026-03-02T15:05:00Z");
    const before = records.commits();
    await house.tell("acuity", notified("changed", 7));
    await house.tell("acuity", notified("scheduled", 7));
    expect(records.commits()).toBe(before);
  });

  it("cancels, and knows a no-show", async () => {
    house.acuityHas(7, start);
    house.acuityHas(8, start);
    for (const id of [7, 8]) await house.tell("acuity", notified("scheduled", id));
    house.acuityHas(8, start, { canceled: true, noShow: true });
    for (const id of [7, 8]) await house.tell("acuity", notified("canceled", id));
    for (const id of [7, 8]) await house.tell("acuity", notified("changed", id));
    expect(await statuses()).toEqual(["cancelled", "no_show"]);
    expect(await records.tasks()).toEqual([]);
  });

  it("makes a person's task of an appointment that Acuity does not have", async () => {
    expect(await house.tell("acuity", notified("scheduled", 9))).toMatchObject({
      status: 200,
      outcome: "refused",
      error: { code: "booking_missing" },
    });
    expect(await records.tasks()).toEqual(["booking-refused (high)"]);
  });

  it.each([
    ["is busy", new Response("", { status: 429, headers: { "retry-after": "7" } }), "throttled"],
    ["is down", new Response("", { status: 502 }), "server_error"],
    ["talks nonsense", new Response("<html>hello</html>"), "answer_unreadable"],
    ["no longer knows us", new Response("", { status: 401 }), "credentials_refused"],
  ])("asks to be told again when Acuity %s, and takes it then", async (_, mishap, why) => {
    house.acuityHas(7, start);
    house.composed.booking.sandboxes?.acuity.befall(mishap);
    expect(await house.tell("acuity", notified("scheduled", 7))).toMatchObject({
      status: 503,
      error: { code: "booking_system_unavailable", retryable: true, details: { why } },
    });
    expect(logged()).toEqual([`webhook.refused booking_system_unavailable ${why}`]);
    expect(records.commits()).toBe(0);

    expect(await house.tell("acuity", notified("scheduled", 7))).toMatchObject({ status: 200 });
    expect(await statuses()).toEqual(["booked"]);
  });
});

describe("Square's door", () => {
  it("takes a booking with the name and number that Square is asked for", async () => {
    expect(await house.squareTells(0, start)).toMatchObject({ status: 200, outcome: "accepted" });
    expect(house.texts(phone)).toEqual([
      expect.stringContaining("booked for Thu, Mar 12 at 11:00 AM"),
    ]);
  });

  it("keeps the newest version, in whatever order they come, and repeated", async () => {
    const later = plusMs(start, 3_600_000);
    for (const [version, when] of [
      [0, start],
      [3, later],
      [1, plusMs(start, 60_000)],
      [3, later],
      [2, start],
    ] as const)
      expect(await house.squareTells(version, when)).toMatchObject({
        status: 200,
        outcome: "accepted",
      });
    const [appointment] = await records.appointments();
    expect(appointment?.domain).toMatchObject({ start: later, plan: 2, revision: 3 });
    expect(await records.tasks()).toEqual([]);
  });

  it("takes a cancellation, although Square could not be asked about anybody", async () => {
    await house.squareTells(0, start);
    house.composed.booking.sandboxes?.square.befall(new Response("", { status: 500 }));
    expect(await house.squareTells(1, start, "CANCELLED_BY_CUSTOMER")).toMatchObject({
      status: 200,
    });
    expect(await house.squareTells(0, start)).toMatchObject({ status: 503 });
    expect(await statuses()).toEqual(["cancelled"]);
  });

  it("plans nothing before the business has accepted", async () => {
    await house.squareTells(0, start, "PENDING");
    expect(records.commits()).toBe(0);
    await house.squareTells(1, start);
    expect(await statuses()).toEqual(["booked"]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StreamName } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

/**
 * The walk of a booking through the house, in the order in which ARCHITECTURE.md tells it: manifest, door,
 * adapter, command, decision, store, feed, journey. Each chapter begins where the one before ended.
 */
describe("from a signed booking to a kept appointment", () => {
  const phone = "+14045550123";
  let house: TestHouse;
  let records: Records;
  let stream: StreamName;

  beforeAll(async () => {
    house = await testHouse("2026-03-02T15:00:00Z"); // A Monday, 10:00 in New York.
    records = recordsOf(house.composed);
  });
  afterAll(() => house.close());

  const status = async (): Promise<string | undefined> =>
    (await records.appointments())[0]?.domain.status;

  it("begins with the booking system's webhook: verified, translated, one commit, answered", async () => {
    const visit = booking({
      start: at("2026-03-12T15:00:00Z"),
      createdAt: at("2026-03-02T14:59:58Z"),
    });
    const response = await house.post(inviteeCreated(visit));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ outcome: "accepted" });
    expect(records.streams("appointment")).toHaveLength(1);
    stream = records.streams("appointment")[0] ?? ("" as StreamName);
    const [first] = (await house.composed.deps.store.read(house.composed.deps.localTenant, stream))
      .commits;
    // The whole decision is in there: what was booked, which journeys began, and which did not and why.
    expect(first?.events.map(({ type }) => type)).toEqual([
      "appointment.booked",
      "run.skipped", // No deposit is asked of whoever is no risk.
      "run.started",
      "run.skipped",
      "run.step_done",
      "execution.requested",
      "run.step_skipped",
      "run.step_waiting",
      "run.step_waiting",
      "run.step_waiting",
      "wake.planned",
    ]);
  });

  it("tells the customer at once what we have understood", () => {
    expect(house.texts(phone)).toEqual([
      "2026-03-02T15:00:00.000Z Riverside Clinic: your appointment is booked for " +
        "Thu, Mar 12 at 11:00 AM. Reply C to confirm. Need another time? " +
        "https://calendly.com/reschedulings/INVITEE1 Reply STOP to opt out.",
    ]);
  });

  it("stays silent until two days before", async () => {
    await house.turnTo("2026-03-10T14:59:59.999Z");
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("reminds two days before, although the clocks have gone forward since", async () => {
    await house.turnTo("2026-03-10T15:00:00Z");
    expect(house.texts(phone).slice(1)).toEqual([
      "2026-03-10T15:00:00.000Z Riverside Clinic: we'll see you on " +
        "Thu, Mar 12 at 11:00 AM. Reply C to confirm. " +
        "To change, call (404) 555-1234. Reply STOP to opt out.",
    ]);
  });

  it("confirms when the customer texts C, and thanks once", async () => {
    await house.turnTo("2026-03-10T15:40:00Z");
    await house.customerTexts(phone, "C");

    expect(await status()).toBe("confirmed");
    expect(house.texts(phone).slice(2)).toEqual([
      "2026-03-10T15:40:00.000Z Riverside Clinic: thank you, you are confirmed for " +
        "Thu, Mar 12 at 11:00 AM. To change, call (404) 555-1234. Reply STOP to opt out.",
    ]);
  });

  it("says no more: who has confirmed is not urged, and nobody calls", async () => {
    await house.turnTo("2026-03-12T14:59:59Z");
    expect(house.texts(phone)).toHaveLength(3);
    expect(await records.tasks()).toEqual([]);
    expect(await status()).toBe("confirmed");
  });

  it("is in progress at its time, and completed two hours after its end", async () => {
    await house.turnTo("2026-03-12T15:00:00Z");
    expect(await status()).toBe("in_progress");
    await house.turnTo("2026-03-12T17:29:59Z");
    expect(await status()).toBe("in_progress");
    await house.turnTo("2026-03-12T17:30:00Z");
    expect(await status()).toBe("completed");
  });

  it("leaves every planned text with one end, and the carrier's word on each", async () => {
    expect(await records.texts()).toEqual([
      "booking-confirmation: sent",
      "reminder-two-days: sent",
      "confirmed-thanks: sent",
    ]);
    const [appointment] = await records.appointments();
    const phases = Object.values(appointment?.journeys.executions ?? {}).map(({ phase }) => phase);
    expect(phases).toMatchObject([
      { delivery: "delivered" },
      { delivery: "delivered" },
      { delivery: "delivered" },
    ]);
  });

  it("leaves a chain that verifies, and nothing left to do", async () => {
    await house.composed.chains.check();
    expect(house.composed.chains.fault()).toBeNull();
    await house.turnTo("2026-04-01T00:00:00Z"); // What follows after the visit is over by then.
    const before = records.commits();
    await house.turnTo("2027-03-01T00:00:00Z");
    expect(records.commits()).toBe(before);
    expect(house.log.filter((line) => !line.includes('"level":"info"'))).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

/** Taken by the carrier, and refused by the network: a landline, an unknown number, a phone that is off. */
const numbers = { landline: "+15005553006", unknown: "+15005553005", off: "+15005553003" };
const stoppedElsewhere = "+15005551610";
const stoppedHere = "+15005550004";
const now = "2026-03-02T15:00:00Z";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const book = (phone: string) =>
  house.post(
    inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now), phone })),
  );
const anHourLater = () => house.turnTo("2026-03-02T16:00:00Z");
const untilTheVisit = () => house.turnTo("2026-03-11T18:00:00Z");
const customerEvents = async (): Promise<readonly string[]> => {
  const [stream] = records.streams("customer");
  if (stream === undefined) throw new Error("Cannot find the customer");
  return records.eventTypes(stream);
};

describe("a number that the carrier takes and the network refuses", () => {
  it.each([numbers.landline, numbers.unknown])(
    "is marked when the report comes (%s): later texts are left out by name, and one person is asked",
    async (phone) => {
      await book(phone);
      await anHourLater();
      expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
      await untilTheVisit();

      expect(house.texts(phone)).toHaveLength(1);
      expect(await records.texts()).toEqual([
        "booking-confirmation: sent",
        "reminder-two-days: suppressed number_unreachable",
        "reminder-one-day: suppressed number_unreachable",
      ]);
      expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
    },
  );

  it("is not given up where the phone was only off", async () => {
    await book(numbers.off);
    await untilTheVisit();

    expect(house.texts(numbers.off)).toHaveLength(3);
    expect(await records.tasks()).not.toContain("number-unreachable (medium)");
  });
});

describe("a refusal that concerns every text of the account", () => {
  it("is shouted, by the carrier's own code and no number", async () => {
    await book("+15005550003"); // The country is not enabled.
    const lines = house.log.filter((line) => line.includes("sender.refused"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("21408");
    expect(await records.texts()).toEqual(["booking-confirmation: failed sender_misconfigured"]);
    expect(house.composed.deps.metricsText()).toContain(
      'aro_executions_rejected_total{why="sender_misconfigured"} 1',
    );
  });
});

describe("a customer who has said no to the carrier", () => {
  it.each([
    ["at once", stoppedHere, "failed opted_out"],
    ["by its report", stoppedElsewhere, "sent"],
  ])(
    "is known to have opted out when it says so %s, once and for all texts",
    async (_, phone, first) => {
      await book(phone);
      await untilTheVisit();

      expect(await records.texts()).toEqual([
        `booking-confirmation: ${first}`,
        "reminder-two-days: suppressed opted_out",
        "reminder-one-day: suppressed opted_out",
      ]);
      const events = await customerEvents();
      expect(events.filter((type) => type === "customer.opted_out")).toHaveLength(1);
    },
  );

  it("has the carrier's word for evidence, and may come back", async () => {
    await book(stoppedElsewhere);
    await anHourLater();
    const [stream] = records.streams("customer");
    const { commits } = await house.composed.deps.store.read(
      house.composed.deps.localTenant,
      stream ?? ("customer/none" as never),
    );
    const [appointment] = await records.appointments();
    const [execution] = Object.keys(appointment?.journeys.executions ?? {});
    expect(commits.flatMap(({ events }) => events)).toContainEqual({
      type: "customer.opted_out",
      how: "carrier",
      evidence: execution,
    });

    await house.customerTexts(stoppedElsewhere, "START");
    expect(await customerEvents()).toContain("customer.opted_in");
  });
});

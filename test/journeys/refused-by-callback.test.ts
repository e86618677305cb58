import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conserve } from "#core/app/conserve";
import { at } from "#core/kernel/time";
import { tenant } from "#local/seed";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

/** Taken by the carrier, and refused by the network: a landline, an unknown number, a phone that is off. */
const numbers = {
  landline: "+15005553006",
  unknown: "+15005553005",
  off: "+15005553003",
  filtered: "+15005553007",
  unregistered: "+15005553034",
};
const owner = "+14045550188";
const senderTask = "sender-refused (high)";
const stoppedElsewhere = "+15005551610";
const stoppedHere = "+15005550004";
const now = "2026-03-02T15:00:00Z";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
  await house.composed.tokens.put("operator-token", tenant);
});
afterEach(() => house.close());

const book = (phone: string) =>
  house.post(
    inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now), phone })),
  );
const anHourLater = () => house.turnTo("2026-03-02T16:00:00Z");
const untilTheVisit = () => house.turnTo("2026-03-11T18:00:00Z");
const openTasks = async (): Promise<readonly string[]> => {
  const open = { view: "tasks", index: "index1", from: "1#", to: "4", limit: 10 } as const;
  return (await house.composed.deps.views.range(tenant, open)).map(({ key }) => key);
};
const call = async (path: string, body: object): Promise<void> => {
  const response = await house.handle(
    new Request(`http://127.0.0.1${path}`, {
      method: "POST",
      headers: { authorization: "Bearer operator-token", "idempotency-key": path },
      body: JSON.stringify(body),
    }),
  );
  expect(response.ok).toBe(true);
  await house.drive.drain();
};
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
    expect(await records.tasks()).toEqual([senderTask]);
  });

  it("is shouted as loud when it comes by report: the texts have failed, and one person is asked once", async () => {
    const notify = { high: "text", medium: "dashboard", low: "dashboard" };
    await call("/v1/operators", { name: "Olga Example", phone: owner, roles: ["owner"], notify });
    await book(numbers.unregistered);
    await untilTheVisit();

    expect(await records.texts()).toEqual([
      "booking-confirmation: failed sender_misconfigured",
      "reminder-two-days: failed sender_misconfigured",
      "reminder-one-day: failed sender_misconfigured",
    ]);
    const lines = house.log.filter((line) => line.includes("sender.refused"));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("30034");
    expect(lines.join("")).not.toContain("5005553034");
    expect(await records.tasks()).toEqual([senderTask]);
    expect(house.composed.deps.metricsText()).toContain(
      'aro_executions_rejected_total{why="sender_misconfigured"} 3',
    );
    expect(house.texts(owner).join()).toContain("Look at your account with the carrier");
  });

  it("is asked about again when somebody has looked and it goes on", async () => {
    await book(numbers.unregistered);
    await anHourLater();
    const [task] = await openTasks();
    await call(`/v1/tasks/${task}/close`, { reason: "Registered it" });
    expect(await records.tasks()).toEqual([]);

    await untilTheVisit();
    expect(await records.tasks()).toEqual([senderTask]);
    expect(await openTasks()).not.toEqual([task]);
  });

  it("adds up: a text that was sent and then refused has one outcome", async () => {
    await book(numbers.unregistered);
    await house.turnTo("2026-03-03T15:00:00Z");
    expect(await conserve(house.composed.deps, tenant)).toMatchObject({
      planned: 1,
      sent: 0,
      failed: 1,
    });
    expect(house.log.filter((line) => line.includes("messages.unaccounted"))).toEqual([]);
  });
});

describe("a text that a carrier filters for its words", () => {
  const bookAnother = (count: number) =>
    house.post(
      inviteeCreated(
        booking({
          inviteeUri: `https://api.calendly.com/scheduled_events/EVENT${count}/invitees/INVITEE${count}`,
          eventUri: `https://api.calendly.com/scheduled_events/EVENT${count}`,
          start: at("2026-03-12T15:00:00Z"),
          createdAt: house.composed.deps.clock.now(),
          phone: numbers.filtered,
        }),
      ),
    );

  it("has failed, is not sent again, and a person reaches the customer", async () => {
    await book(numbers.filtered);
    await anHourLater();

    expect(await records.texts()).toEqual(["booking-confirmation: failed text_refused"]);
    expect(house.texts(numbers.filtered)).toHaveLength(1);
    expect(await records.tasks()).toEqual(["text-failed (medium)"]);
    const lines = house.log.filter((line) => line.includes("text.filtered"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("30007");
  });

  it("is the sender's matter when it is the third within a day", async () => {
    for (const count of [1, 2]) await bookAnother(count);
    await anHourLater();
    expect(await records.tasks()).not.toContain(senderTask);

    for (const count of [3, 4]) await bookAnother(count);
    await house.turnTo("2026-03-02T17:00:00Z");
    expect((await records.tasks()).filter((task) => task === senderTask)).toHaveLength(1);
  });

  it("is not when they are days apart", async () => {
    for (const count of [1, 2, 3]) {
      await bookAnother(count);
      await house.turnTo(`2026-03-0${2 * count + 2}T15:00:00Z`);
    }
    expect(await records.tasks()).not.toContain(senderTask);
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

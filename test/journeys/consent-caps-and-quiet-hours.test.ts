import { afterEach, describe, expect, it } from "vitest";
import { stateAfter } from "#core/app/handle-command";
import { customerDecider } from "#core/customer/decide";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import { packFolder } from "#local/load-pack";
import { changedPack } from "#test/support/changed-pack";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const hour = 3_600_000;
const phone = "+14045550123";
const now = "2026-03-02T15:00:00Z"; // A Monday, ten in New York.

const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const open = async (wish: Parameters<typeof testHouse>[1] = {}) => {
  const house = await testHouse(now, wish);
  opened.push(house);
  const { composed } = house;
  const { localTenant, tenants } = composed.deps;
  let visits = 0;
  return {
    house,
    records: recordsOf(composed),
    /** The same customer books another visit, from another number where one is named. */
    book: async (start: Instant, from = phone): Promise<void> => {
      visits += 1;
      const place = `https://api.calendly.com/scheduled_events/E${visits}`;
      const names = { eventUri: place, inviteeUri: `${place}/invitees/I${visits}`, phone: from };
      const end = plusMs(start, hour / 2);
      const createdAt = composed.deps.clock.now();
      await house.post(inviteeCreated(booking({ ...names, start, end, createdAt })));
    },
    change: async (change: Partial<TenantSettings>): Promise<void> => {
      const settings = { ...(await tenants.settings(localTenant)), ...change };
      await composed.tenants.put(localTenant, settings);
    },
  };
};

/** When each text about a visit went, without its words. */
const moments = (house: TestHouse, to = phone): readonly string[] =>
  house.texts(to).map((text) => text.slice(0, 24));

/** The reminder of two days before is about something else. */
const withPurpose = (purpose: string): string =>
  changedPack("reminder-sequence.yaml", (text) =>
    text.replace(
      "      template: reminder-two-days\n      purpose: reminder\n",
      `      template: reminder-two-days\n      purpose: ${purpose}\n`,
    ),
  );

describe("no_consent", () => {
  it("keeps a text about money away from who has booked and no more; texts about the visit go", async () => {
    const { house, records, book } = await open({ pack: withPurpose("deposit") });
    await book(at("2026-03-12T15:00:00Z"));
    await house.turnTo("2026-03-11T18:00:00Z");

    expect(await records.texts()).toEqual([
      "booking-confirmation: sent",
      "reminder-two-days: suppressed no_consent",
      "reminder-one-day: sent",
    ]);
  });

  it("is over once the customer has said so, with evidence", async () => {
    const { house, records, book } = await open({ pack: withPurpose("deposit") });
    await book(at("2026-03-12T15:00:00Z"));
    await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
    const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
    const wish = { purpose: "deposit", evidence: { how: "form", wording: "Yes to deposits." } };
    const granted = await house.handle(
      new Request(`http://127.0.0.1/v1/customers/${id}/consents/grant`, {
        method: "POST",
        headers: { authorization: "Bearer a-token", "idempotency-key": "1" },
        body: JSON.stringify(wish),
      }),
    );
    expect(granted.status).toBe(200);
    await house.turnTo("2026-03-10T18:00:00Z");
    expect(await records.texts()).toContain("reminder-two-days: sent");
  });

  it("is recorded where the phone was given: how, when and with which booking", async () => {
    const { house, records, book } = await open();
    await book(at("2026-03-12T15:00:00Z"));
    const [stream] = records.streams("customer");
    if (stream === undefined) throw new Error("Nobody has booked");
    const { commits } = await house.composed.deps.store.read(
      house.composed.deps.localTenant,
      stream,
    );
    expect(stateAfter(customerDecider, commits).consents).toEqual({ reminder: "granted" });
    expect(commits.flatMap(({ events }) => events)).toContainEqual({
      type: "customer.consent_granted",
      purpose: "reminder",
      evidence: {
        how: "booking",
        at: at(now),
        where: records.streams("appointment")[0],
        wording: null,
      },
    });
  });
});

describe("quiet_hours", () => {
  it("are those of the strictest place: a number from Los Angeles sleeps longer than New York", async () => {
    const { house, book } = await open();
    await book(at("2026-03-12T14:30:00Z"), "+12135550123");
    await house.turnTo("2026-03-10T18:00:00Z");

    // Half past ten in New York is half past seven there; nine o'clock there is noon here.
    expect(moments(house, "+12135550123")).toEqual([
      "2026-03-02T15:00:00.000Z",
      "2026-03-10T16:00:00.000Z",
    ]);
  });

  it("are the law's in Rhode Island, where the day for texts ends at six", async () => {
    const { house, book } = await open();
    await book(at("2026-03-12T23:00:00Z"), "+14015550123"); // Seven in the evening.
    await house.turnTo("2026-03-11T18:00:00Z");

    expect(moments(house, "+14015550123")[1]).toBe("2026-03-11T13:00:00.000Z");
  });

  it("suppress by name what may go at no moment before the visit", async () => {
    const { house, records, book, change } = await open();
    await change({ quietHours: { from: "09:30", until: "09:00" } }); // Half an hour a day, never here and there at once.
    await book(at("2026-03-10T13:30:00Z"), "+12135550123");
    await house.turnTo("2026-03-10T14:00:00Z");

    expect(await records.texts()).toContain("reminder-two-days: suppressed quiet_hours");
  });
});

describe("caps", () => {
  it("reminder_daily_cap: of two visits on one day the second is reminded of on the next", async () => {
    const { house, book } = await open();
    await book(at("2026-03-12T15:00:00Z"));
    await book(at("2026-03-12T19:00:00Z"));
    await house.turnTo("2026-03-11T13:30:00Z");

    expect(moments(house)).toEqual([
      "2026-03-02T15:00:00.000Z",
      "2026-03-02T15:00:00.000Z",
      "2026-03-10T15:00:00.000Z",
      "2026-03-11T13:00:00.000Z", // Nine in New York, by then in summer time.
    ]);
  });

  it("reminder_weekly_cap: three reminders in seven days, and then no more before the visit", async () => {
    const { house, records, book } = await open();
    for (const day of ["09", "11", "13"]) await book(at(`2026-03-${day}T19:00:00Z`));
    await house.turnTo("2026-03-14T00:00:00Z");

    const reminded = moments(house).slice(3);
    expect(reminded).toHaveLength(3);
    expect(new Set(reminded.map((moment) => moment.slice(0, 10))).size).toBe(3);
    expect(await records.texts()).toContain("reminder-one-day: suppressed reminder_weekly_cap");
  });

  it("daily_cap: a fourth answer on one day waits for the morning", async () => {
    const { house, book } = await open();
    for (const day of ["10", "11", "12", "13"]) await book(at(`2026-03-${day}T19:00:00Z`));
    expect(moments(house)).toHaveLength(3);
    await house.turnTo("2026-03-03T14:30:00Z");
    expect(moments(house)[3]).toBe("2026-03-03T14:00:00.000Z");
  });
});

describe("too_soon_after_previous", () => {
  it("a reminder keeps its four hours also from a text about another visit of the customer", async () => {
    const { house, records, book } = await open();
    await book(at("2026-03-12T15:00:00Z"));
    await house.turnTo("2026-03-10T13:30:00Z"); // The first visit's reminder is due at three.
    await book(at("2026-03-20T15:00:00Z"));
    await house.turnTo("2026-03-10T18:00:00Z");

    expect(moments(house)).toEqual([
      "2026-03-02T15:00:00.000Z",
      "2026-03-10T13:30:00.000Z",
      "2026-03-10T17:30:00.000Z",
    ]);
    expect(await records.texts()).toContain("reminder-two-days: sent");
  });

  it("holds where no cap would, and not for an answer to what the customer has just done", async () => {
    const { house, book } = await open({ pack: packFolder("salon") });
    await book(at("2026-03-12T15:00:00Z"));
    await book(at("2026-03-12T16:00:00Z"));
    await house.turnTo("2026-03-11T20:00:00Z");

    expect(moments(house)).toEqual([
      "2026-03-02T15:00:00.000Z",
      "2026-03-02T15:00:00.000Z",
      "2026-03-11T15:00:00.000Z",
      "2026-03-11T19:00:00.000Z",
    ]);
  });
});

describe("tenant_on_hold", () => {
  it("lets nothing out until the brake is off, and then what is still of use", async () => {
    const { house, records, book, change } = await open();
    await change({ onHold: true });
    await book(at("2026-03-12T15:00:00Z"));
    await house.turnTo("2026-03-02T17:30:00Z");
    expect(moments(house)).toEqual([]);
    await change({ onHold: false });
    await house.turnTo("2026-03-02T18:30:00Z");
    expect(moments(house)).toEqual(["2026-03-02T18:00:00.000Z"]);

    await change({ onHold: true });
    await house.turnTo("2026-03-12T15:30:00Z");
    expect(await records.texts()).toContain("reminder-two-days: suppressed tenant_on_hold");
  });
});

describe("pacing", () => {
  it("sends one after the other, as fast as the sender may, and loses none", async () => {
    const { house, book, change } = await open();
    await change({ pace: { segmentsPerSecond: 0.1, burst: 1 } });
    const phones = ["+14045550131", "+14045550132", "+14045550133"];
    for (const one of phones) await book(at("2026-03-12T15:00:00Z"), one);
    await house.turnTo("2026-03-10T16:00:00Z");

    const reminded = phones.map((one) => moments(house, one)[1]);
    expect(new Set(reminded)).toEqual(
      new Set(["2026-03-10T15:00:00.000Z", "2026-03-10T15:00:10.000Z", "2026-03-10T15:00:20.000Z"]),
    );
  });
});

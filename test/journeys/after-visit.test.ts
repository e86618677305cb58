import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { TenantSettings } from "#core/tenant/settings";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
/** Ends at half past three; two hours later it counts as over, and six after that is half past eleven at night UTC. */
const visit = booking({ start: at("2026-03-12T15:00:00Z") });
const asked = "2026-03-12T23:30:00";

let house: TestHouse;
afterEach(() => house.close());

const open = async (purposes: readonly ConsentPurpose[], change: Partial<TenantSettings> = {}) => {
  house = await testHouse("2026-03-02T15:00:00Z");
  const records = recordsOf(house.composed);
  const { tenants, deps, tokens } = house.composed;
  await tenants.put(deps.localTenant, {
    ...(await deps.tenants.settings(deps.localTenant)),
    ...change,
  });
  await house.post(inviteeCreated(visit));
  await tokens.put("a-token", deps.localTenant);
  const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
  for (const purpose of purposes) {
    const wish = { purpose, evidence: { how: "form", wording: "Yes." } };
    const granted = await house.handle(
      new Request(`http://127.0.0.1/v1/customers/${id}/consents/grant`, {
        method: "POST",
        headers: { authorization: "Bearer a-token", "idempotency-key": purpose },
        body: JSON.stringify(wish),
      }),
    );
    expect(granted.status).toBe(200);
  }
  return {
    ...records,
    /** What was asked for after the visit, and what became of it. */
    after: async () => (await records.texts()).filter((text) => afterVisit.test(text)),
  };
};

const cancelled = {
  at: at("2026-03-10T18:00:00Z"),
  by: "invitee",
  reason: null,
} as const;

const afterVisit = /^(?:review|rebooking|missed)-/;
const sentAt = (words: string): string =>
  (house.texts(phone).find((text) => text.includes(words)) ?? "never").slice(0, 19);

describe("after a visit that took place", () => {
  it("the customer is asked six hours later, once more a day after, and offered the next visit", async () => {
    const { after } = await open(["review", "marketing"]);
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: sent",
      "review-follow-up: sent",
      "rebooking-offer: sent",
    ]);
    expect(sentAt("How was it?")).toBe(asked);
    expect(sentAt("a few words")).toBe("2026-03-13T23:30:00");
    expect(sentAt("come again")).toBe("2026-03-15T17:30:00"); // Two days and one day more.
    const words = house.texts(phone).find((text) => text.includes("How was it?"));
    expect(words).toContain("http://127.0.0.1/r/riverside/");
  });

  it("who texts is thanked, and not asked again", async () => {
    const { after, tasks } = await open(["review", "marketing"]);
    await house.turnTo("2026-03-13T15:00:00Z");
    await house.customerTexts(phone, "It was great, everybody was so kind");
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: sent",
      "review-thanks: sent",
      "rebooking-offer: sent",
    ]);
    expect(sentAt("come again")).toBe("2026-03-14T15:00:00");
    expect(await tasks()).toContain("answer-needed (high)"); // A person was to read it, and has not.
  });

  it.each([
    ["when it counts as over", "2026-03-12T18:30:00Z"],
    ["as soon as it has ended", "2026-03-12T15:45:00Z"],
  ])("who has said how it was %s is not asked, nor thanked for it", async (_, moment) => {
    const { after, tasks } = await open(["review"]);
    await house.turnTo(moment);
    await house.customerTexts(phone, "horrible, never again");
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: suppressed answered_already",
      "rebooking-offer: suppressed no_consent",
    ]);
    expect(await tasks()).toContain("answer-needed (high)");
  });

  it("who has only written that they are late is asked", async () => {
    const { after } = await open(["review"]);
    await house.turnTo("2026-03-12T15:02:00Z");
    await house.customerTexts(phone, "sorry, I am five minutes late");
    await house.turnTo("2026-03-13T00:00:00Z");

    expect(await after()).toEqual(["review-request: sent"]);
  });

  it("who withdraws hears nothing more", async () => {
    const { after } = await open(["review", "marketing"]);
    await house.turnTo("2026-03-13T15:00:00Z");
    await house.customerTexts(phone, "STOP");
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: sent",
      "review-thanks: suppressed opted_out",
      "rebooking-offer: suppressed opted_out",
    ]);
  });

  it("who has only booked is asked nothing and offered nothing", async () => {
    const { after } = await open([]);
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: suppressed no_consent",
      "rebooking-offer: suppressed no_consent",
    ]);
  });

  it("a business without pages of its own asks nobody, and the reason has a name", async () => {
    const { after, tasks } = await open(["review", "marketing"], {
      reviewLink: "",
      bookingLink: "http://not-safe.example.com",
    });
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([
      "review-request: suppressed link_missing",
      "rebooking-offer: suppressed link_missing",
    ]);
    expect(await tasks()).not.toContain("text-failed (high)");
  });
});

describe("after a visit that did not take place", () => {
  it("nobody is asked what it was like when it was cancelled", async () => {
    const { after } = await open(["review", "marketing"]);
    await house.turnTo("2026-03-10T18:00:00Z");
    await house.post(inviteeCanceled(visit, cancelled));
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual([]);
  });
});

describe("after a visit that the customer missed", () => {
  /** The customer gives so many visits up by staying away, and then this one. */
  const missed = async (before: number) => {
    const told = await open(["review", "marketing"]);
    for (let visits = 0; visits < before; visits++) {
      const place = `https://api.calendly.com/scheduled_events/E${visits}`;
      const start = at(`2026-03-${13 + visits}T15:00:00Z`);
      const names = { eventUri: place, inviteeUri: `${place}/invitees/I${visits}` };
      await house.post(inviteeCreated(booking({ ...names, start })));
    }
    await house.turnTo("2026-03-12T15:10:00Z");
    for (const stream of told.streams("appointment").toReversed())
      await markMissed(stream.replace("appointment/", ""));
    return told;
  };

  const markMissed = async (appointment: string): Promise<void> => {
    const marked = await house.handle(
      new Request(`http://127.0.0.1/v1/appointments/${appointment}/no-show`, {
        method: "POST",
        headers: { authorization: "Bearer a-token", "idempotency-key": appointment },
      }),
    );
    expect(marked.status).toBe(200);
    await house.drive.drain();
  };

  it("they are offered another time two hours later, and never asked what it was like", async () => {
    const { after, tasks } = await missed(0);
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await after()).toEqual(["missed-visit-offer: sent"]);
    expect(sentAt("we missed you")).toBe("2026-03-12T17:10:00");
    expect(await tasks()).not.toContain("often-missed (high)");
  });

  it("who misses often is told with the offer that a deposit holds the new time, and is asked for it then", async () => {
    const { after } = await missed(3);
    await house.turnTo("2026-03-13T00:00:00Z");

    expect(await after()).toContain("missed-visit-offer-deposit: sent");
    expect(house.texts(phone).at(-1)).toContain("A deposit will hold it.");
    const links = house.stripe.links().length;
    const place = "https://api.calendly.com/scheduled_events/AGAIN";
    const names = { eventUri: place, inviteeUri: `${place}/invitees/AGAIN` };
    await house.post(inviteeCreated(booking({ ...names, start: at("2026-03-20T15:00:00Z") })));
    expect(house.stripe.links()).toHaveLength(links + 1);
  });

  it("a person decides how to go on with who misses often", async () => {
    const { tasks } = await missed(3);

    expect(await tasks()).toContain("often-missed (high)");
  });
});

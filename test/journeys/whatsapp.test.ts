import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import { riverside, tenant } from "#local/seed";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const now = "2026-03-02T15:00:00Z";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const prefer = (channels: TenantSettings["channels"]) =>
  house.composed.tenants.put(tenant, { ...riverside, ...(channels && { channels }) });
const book = () =>
  house.post(inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now) })));
const written = (channel: "sms" | "whatsapp") =>
  house.texts(phone, channel).map((text) => text.slice(25));
const opening = (text: string) => text.replace(/:.*/, "");

describe("a business that always writes over WhatsApp", () => {
  it("sends a reminder in the template that was approved for it, and hears the answer there", async () => {
    await prefer({
      whatsapp: "always",
      whatsappTemplates: {
        "booking-confirmation": "HX0000000000000000000000000000000a",
        "reminder-two-days": "HX0000000000000000000000000000000b",
      },
    });
    await book();
    await house.turnTo("2026-03-10T16:00:00Z");
    expect(written("sms")).toEqual([]);
    expect(written("whatsapp").map(opening)).toEqual(["A word from us", "A word from us"]);

    await house.customerTexts(phone, "C", "whatsapp");
    const [appointment] = await records.appointments();
    expect(appointment?.domain.status).toBe("confirmed");
    // Free words, for the customer has just written.
    expect(written("whatsapp").slice(2)).toEqual([expect.stringMatching(/^Riverside Clinic/)]);
    expect(written("sms")).toEqual([]);
  });

  it("leaves out by name what has no template, while nobody has written for a day", async () => {
    await prefer({ whatsapp: "always" });
    await book();
    expect(await records.texts()).toEqual([
      "booking-confirmation: suppressed whatsapp_window_closed",
    ]);
  });
});

describe("a business that answers over WhatsApp", () => {
  it("writes texts, answers there for a day, and then writes texts again", async () => {
    await prefer({ whatsapp: "answers" });
    await book();
    expect(written("sms")).toHaveLength(1);

    await house.customerTexts(phone, "C", "whatsapp");
    expect(written("whatsapp")).toEqual([expect.stringMatching(/^Riverside Clinic/)]);

    await house.turnTo("2026-03-10T16:00:00Z");
    expect(written("sms")).toHaveLength(2);
    expect(written("whatsapp")).toHaveLength(1);
  });

  it("still answers there whose number takes no texts, and still sends that number none", async () => {
    const landline = "+15005553006";
    await prefer({ whatsapp: "answers" });
    const start = at("2026-03-12T15:00:00Z");
    await house.post(inviteeCreated(booking({ start, createdAt: at(now), phone: landline })));
    await house.turnTo("2026-03-02T16:00:00Z");
    await house.customerTexts(landline, "C", "whatsapp");
    expect(house.texts(landline, "whatsapp")).toHaveLength(1);

    await house.turnTo("2026-03-10T16:00:00Z");
    expect(house.texts(landline, "sms")).toHaveLength(1);
    expect((await records.texts()).at(-1)).toBe("reminder-two-days: suppressed number_unreachable");
  });

  it("is stopped on every channel by one STOP", async () => {
    await prefer({ whatsapp: "answers" });
    await book();
    await house.customerTexts(phone, "STOP", "whatsapp");
    await house.turnTo("2026-03-10T16:00:00Z");
    expect((await records.texts()).at(-1)).toBe("reminder-two-days: suppressed opted_out");
  });
});

describe("a business that says nothing of WhatsApp", () => {
  it("understands who writes there, and answers by text", async () => {
    await book();
    await house.customerTexts(phone, "C", "whatsapp");
    const [appointment] = await records.appointments();
    expect(appointment?.domain.status).toBe("confirmed");
    expect(written("sms")).toHaveLength(2);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailFault } from "#adapters/sandbox-mailbox/faults";
import { at } from "#core/kernel/time";
import { riverside, tenant } from "#local/seed";
import { answerOf } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";
const mrsIto = "ito@example.com";

let house: TestHouse;
let records: Records;
let faults: MailFault[];
beforeEach(async () => {
  faults = [];
  house = await testHouse(now, { mailFaults: () => faults.shift() ?? "run" });
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const writeEmails = () =>
  house.composed.tenants.put(tenant, { ...riverside, channels: { email: true } });
const book = (email: string | null, phone: string | null = null) =>
  house.post(
    inviteeCreated(
      booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now), email: email ?? "", phone }),
    ),
  );
const letters = (address = mrsIto) => house.composed.mailbox?.letters(address) ?? [];
const untilTheVisit = () => house.turnTo("2026-03-11T18:00:00Z");
const deliveries = async () => {
  const [stream] = records.streams("appointment");
  const { commits } = await house.composed.deps.store.read(tenant, stream ?? ("" as never));
  return commits
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.type === "execution.delivery" ? [event] : []))
    .map((event) => ("status" in event ? String(event.status) : ""));
};

describe("a customer with an e-mail address and no phone", () => {
  it("is reminded by e-mail, in the same words, with a subject, and no letter to answer with", async () => {
    await writeEmails();
    await book(mrsIto);
    await untilTheVisit();

    expect(letters().map(({ subject }) => subject)).toEqual(
      Array.from({ length: 3 }, () => "Riverside Clinic: about your appointment"),
    );
    const [, reminder] = letters();
    expect(reminder).toMatchObject({ status: "delivered", at: "2026-03-10T15:00:00.000Z" });
    expect(reminder?.body).toBe(
      "Riverside Clinic: we'll see you on Thu, Mar 12 at 11:00 AM. To confirm or change, call (404) 555-1234. To get no more e-mails like this one, call (404) 555-1234.",
    );
    expect(await records.texts()).toEqual([
      "booking-confirmation: sent",
      "reminder-two-days: sent",
      "reminder-one-day: sent",
    ]);
    expect(await deliveries()).toEqual(
      Array.from({ length: 3 }, () => ["sent", "delivered"]).flat(),
    );
  });

  it("is a person's task, as ever, where the business writes no e-mails", async () => {
    await book(mrsIto);
    await untilTheVisit();
    expect(letters()).toEqual([]);
    expect(await records.tasks()).toContain("unreachable (high)");
  });

  it("gets texts and no e-mails once a phone is known", async () => {
    await writeEmails();
    await book(mrsIto, "+14045550123");
    expect(letters()).toEqual([]);
    expect(house.texts("+14045550123")).toHaveLength(1);
  });

  it("is known to be out of reach when an e-mail comes back for good, and one person is asked", async () => {
    await writeEmails();
    await book("bounce@simulator.amazonses.com");
    await untilTheVisit();
    expect(letters("bounce@simulator.amazonses.com")).toHaveLength(1);
    expect((await records.texts()).slice(1)).toEqual([
      "reminder-two-days: suppressed address_unreachable",
      "reminder-one-day: suppressed address_unreachable",
    ]);
    expect(await records.tasks()).toContain("number-unreachable (medium)");
  });

  it("is written to again where the mailbox was only full", async () => {
    await writeEmails();
    await book("full@simulator.amazonses.com");
    await untilTheVisit();
    expect(letters("full@simulator.amazonses.com")).toHaveLength(3);
  });

  it("has opted out, of everything, who calls one unwanted; that it arrived stays true", async () => {
    await writeEmails();
    await book("complaint@simulator.amazonses.com");
    await untilTheVisit();
    expect((await records.texts()).slice(1)).toEqual([
      "reminder-two-days: suppressed opted_out",
      "reminder-one-day: suppressed opted_out",
    ]);
    expect(new Set(await deliveries())).toEqual(new Set(["sent", "delivered"]));
    const [customer] = records.streams("customer");
    const events = await records.eventTypes(customer ?? ("" as never));
    expect(events.filter((type) => type === "customer.opted_out")).toHaveLength(1);
  });

  it("gets one e-mail where the reply was lost: the event settles it", async () => {
    await writeEmails();
    faults.push("lose-reply");
    await book(mrsIto);
    await house.turnTo("2026-03-02T16:00:00Z");
    expect(letters()).toHaveLength(1);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
  });

  it("leaves the address sealed in what is written", async () => {
    await writeEmails();
    await book(mrsIto);
    const rows = house.composed.db.all<{ commit: string }>("SELECT * FROM commits");
    expect(JSON.stringify(rows)).not.toContain(mrsIto);
    expect(house.log.join("\n")).not.toContain(mrsIto);
  });
});

describe("the sandbox's mailbox", () => {
  it("is read like the phone", async () => {
    await writeEmails();
    await book(mrsIto);
    const read = await house.handle(new Request(`http://127.0.0.1/sandbox/mailbox/${mrsIto}`));
    expect(await read.json()).toMatchObject({
      address: mrsIto,
      letters: [{ subject: "Riverside Clinic: about your appointment" }],
    });
    const nobody = new Request("http://127.0.0.1/sandbox/mailbox/nobody");
    expect(await answerOf(await house.handle(nobody))).toMatchObject({
      status: 400,
      error: { code: "payload_invalid" },
    });
  });
});

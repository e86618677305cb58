import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "#adapters/sandbox-stripe/faults";
import { appointmentIdOf } from "#core/appointment/booking";
import {
  type AppointmentId,
  appointmentStream,
  type ExecutionId,
  executionIdIn,
} from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { depositOf, depositStanding } from "#core/payment/state";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";
import { type Records, recordsOf, statusOf } from "#test/support/records";

/** A deposit from its link to its end, over the real adapter, the sandbox of Stripe, and our own door. */
const now = at("2026-03-02T15:00:00Z");
const story = booking({ start: at("2026-03-10T14:00:00Z") });
const appointment: AppointmentId = appointmentIdOf({ provider: "calendly", ref: story.inviteeUri });
const execution: ExecutionId = executionIdIn(appointmentStream(appointment), "run", "deposit");

let house: TestHouse;
let records: Records;
let faults: Fault[];

beforeEach(async () => {
  faults = [];
  house = await testHouse(now, { stripeFaults: () => faults.shift() ?? "run" });
  records = recordsOf(house.composed);
  await house.post(inviteeCreated(story));
});
afterEach(() => house.close());

const askFor = () => {
  const { deps } = house.composed;
  return deps.payments.createLink(
    {
      tenant: deps.localTenant,
      executionId: execution,
      amountMinor: 2500,
      currency: "USD",
      description: "Deposit, Riverside Clinic",
      usefulUntil: story.start,
    },
    deps.clock.now(),
  );
};
const linkOf = async (): Promise<string> => {
  const asked = await askFor();
  if (asked.kind !== "created") throw new Error(`Cannot go on: the link is ${asked.kind}`);
  return asked.link;
};
const pay = (link: string): string => house.stripe.pay(link) ?? "";
const settle = () => house.drive.drain();
const status = () => statusOf(house.composed, appointment);
const deposit = async () => {
  const [one] = await records.appointments();
  return depositStanding(depositOf(one?.domain.deposits ?? {}, execution));
};
const moneyTasks = async () =>
  (await records.tasks()).filter((task) => /refund|dispute|deposit|payment/.test(task));

describe("a deposit", () => {
  it("is paid on the payment page, and confirms the visit", async () => {
    const path = `http://127.0.0.1/pay/${await linkOf()}`;
    const html = await (await house.handle(new Request(path))).text();
    const session = /name="session" value="(\w+)"/.exec(html)?.[1] ?? "";
    const body = new URLSearchParams({ session, choice: "pay" });
    expect((await house.handle(new Request(path, { method: "POST", body }))).status).toBe(200);

    expect(await status()).toBe("confirmed");
    expect(await deposit()).toBe("paid");
    expect(await moneyTasks()).toEqual([]);
  });

  it("by bank debit is on its way for two days, and only then confirms", async () => {
    house.stripe.pay(await linkOf(), "later");
    await settle();
    expect([await deposit(), await status()]).toEqual(["pending", "booked"]);
    await house.turnTo("2026-03-04T15:00:01Z");
    expect([await deposit(), await status()]).toEqual(["paid", "confirmed"]);
  });

  it("that bounces has failed, and can be paid by another way", async () => {
    const link = await linkOf();
    house.stripe.pay(link, "fail");
    await settle();
    await house.turnTo("2026-03-02T15:00:02Z");
    expect([await deposit(), await status()]).toEqual(["failed", "booked"]);
  });

  it("paid twice, on two pages at once, is one deposit and one task for a person", async () => {
    const [, second] = house.stripe.payTwice(await linkOf());
    await settle();
    expect(await status()).toBe("confirmed");
    expect(await moneyTasks()).toEqual(["refund-second-payment (high)"]);

    house.stripe.refund(second);
    await settle();
    expect(await moneyTasks()).toEqual([]);
    expect(await deposit()).toBe("paid");
  });

  it("given back in part is still paid; given back whole it is not", async () => {
    const payment = pay(await linkOf());
    await settle();
    house.stripe.refund(payment, 1000);
    await settle();
    expect([await deposit(), await status()]).toEqual(["paid", "confirmed"]);
    house.stripe.refund(payment);
    await settle();
    expect([await deposit(), await status()]).toEqual(["refunded", "confirmed"]);
  });

  it("paid after the visit was cancelled is given back by a person, and nothing revives the visit", async () => {
    const link = await linkOf();
    await house.post(inviteeCanceled(story, { by: "invitee", reason: null, at: now }));
    const payment = pay(link);
    await settle();
    expect(await status()).toBe("cancelled");
    expect(await moneyTasks()).toEqual(["refund-after-cancellation (high)"]);
    house.stripe.refund(payment);
    await settle();
    expect(await moneyTasks()).toEqual([]);
  });

  it("that the bank asks about is a person's until the bank has spoken", async () => {
    const payment = pay(await linkOf());
    await settle();
    const dispute = house.stripe.dispute(payment);
    await settle();
    expect(await moneyTasks()).toEqual(["answer-dispute (high)"]);
    house.stripe.closeDispute(dispute, "won");
    await settle();
    expect(await moneyTasks()).toEqual([]);
  });
});

describe("when something goes wrong with the payment service", () => {
  it("a link whose reply was lost can be paid all the same, before anybody here knows of it", async () => {
    faults.push("lose-reply");
    expect(await askFor()).toMatchObject({ kind: "unknown" });
    const [link] = house.stripe.links();
    pay(link?.id ?? "");
    await settle();
    expect(await status()).toBe("confirmed");

    expect(await askFor()).toMatchObject({ kind: "created", link: link?.id });
    expect(house.stripe.links()).toHaveLength(1);
  });

  it("nothing is lost while we are away: the events wait on disk", async () => {
    const link = await linkOf();
    pay(link);
    const { folder } = house;
    await house.leave();
    house = await testHouse(now, { folder });
    records = recordsOf(house.composed);
    expect(await status()).toBe("booked");
    await settle();
    expect(await status()).toBe("confirmed");
  });
});

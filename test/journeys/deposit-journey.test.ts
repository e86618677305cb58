import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "#adapters/sandbox-stripe/faults";
import { at, type Instant } from "#core/kernel/time";
import { timelineOf } from "#core/views/timeline";
import { changedPack } from "#test/support/changed-pack";
import { stripeRequest } from "#test/support/doors";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

/** Deposits as the pack asks for them: a link, a text, a reminder, a person; and the end of the link. */
const now = at("2026-03-02T15:00:00Z"); // A Monday, ten in New York.
const phone = "+14045550123";
const story = booking({ start: at("2026-03-10T14:00:00Z"), createdAt: now });

const opened: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

/** Everybody is asked, whatever their risk is. */
const fromEverybody = (): string =>
  changedPack("pack.yaml", (text) => text.replace("everybody: false", "everybody: true"));

const movedTo = (start: Instant) =>
  booking({
    start,
    createdAt: now,
    inviteeUri: "https://api.calendly.com/scheduled_events/EVENT2/invitees/INVITEE2",
    eventUri: "https://api.calendly.com/scheduled_events/EVENT2",
    oldInvitee: story.inviteeUri,
  });

type Wish = { readonly pack?: string; readonly consent?: boolean; readonly faults?: Fault[] };

/** A customer who has said yes to texts about money at an earlier visit, unless `consent` is false. */
const open = async ({ pack = fromEverybody(), consent = true, faults = [] }: Wish = {}) => {
  const house = await testHouse(now, {
    pack,
    stripeFaults: () => faults.shift() ?? "run",
  });
  opened.push(house);
  const records = recordsOf(house.composed);
  const grant = async (): Promise<void> => {
    await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
    const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
    const request = new Request(`http://127.0.0.1/v1/customers/${id}/consents/grant`, {
      method: "POST",
      headers: { authorization: "Bearer a-token", "idempotency-key": "1" },
      body: JSON.stringify({
        purpose: "deposit",
        evidence: { how: "form", wording: "Yes to deposits." },
      }),
    });
    expect((await house.handle(request)).status).toBe(200);
  };
  const earlier = booking({
    start: at("2026-03-03T14:00:00Z"),
    createdAt: now,
    inviteeUri: "https://api.calendly.com/scheduled_events/EVENT0/invitees/INVITEE0",
    eventUri: "https://api.calendly.com/scheduled_events/EVENT0",
  });
  if (consent) {
    await house.post(inviteeCanceled(earlier, { by: "invitee", reason: null, at: now }));
    await grant();
  }
  await house.post(inviteeCreated(story));
  return {
    house,
    records,
    about: async () => (await records.texts()).filter((text) => text.startsWith("deposit-")),
    asked: () => house.texts(phone).filter((text) => text.includes("deposit")),
    entries: () => timelineIn(house, records),
    visit: async () => (await records.appointments()).at(-1)?.domain.status,
    /** Stripe's word on one payment for the first link, whatever the sandbox has seen of it. */
    stripeSays: (type: string, object: object) => stripeSays(house, records, { type, object }),
    /** The links of the visit, newest first, and whether each is open. */
    links: () => house.stripe.links().map(({ active }) => active),
  };
};

const timelineIn = async (house: TestHouse, records: Records) => {
  const { deps } = house.composed;
  const stream = records.streams("appointment").at(-1);
  if (stream === undefined) throw new Error("Nothing was booked");
  const { commits } = await deps.store.read(deps.localTenant, stream);
  const settings = await deps.tenants.settings(deps.localTenant);
  const { definitions } = deps.pack;
  const reading = { zone: settings.zone, settings, definitions };
  return timelineOf({ appointment: commits, customer: [] }, deps.clock.now(), reading).happened;
};

const stripeSays = async (
  house: TestHouse,
  records: Records,
  { type, object }: { readonly type: string; readonly object: object },
): Promise<void> => {
  const { domain } = (await records.appointments()).at(-1) ?? {};
  const [execution] = domain?.status === "booked" ? Object.keys(domain.deposits) : [];
  const metadata = { aro_tenant: "riverside", aro_execution: execution };
  const whole = { currency: "usd", payment_intent: "pi_1", metadata, ...object };
  const name = `${type}_${whole.payment_intent}`.replaceAll(".", "_");
  const event = { id: `evt_${name}`, type, livemode: false };
  const body = JSON.stringify({ ...event, data: { object: whole } });
  const response = await house.handle(stripeRequest(house, body));
  expect(response.status).toBe(200);
  await house.drive.drain();
};

describe("a deposit that was paid in part", () => {
  const part = { id: "cs_1", amount_total: 4000, payment_status: "paid" };
  const back = { id: "ch_1", amount: 4000, amount_refunded: 4000 };

  it("is a person's matter: no text and nobody else asks for all of it again", async () => {
    const { asked, house, links, records, stripeSays: says, visit } = await open();
    await says("checkout.session.completed", part);
    await house.turnTo("2026-03-05T15:00:00Z");

    expect(asked()).toHaveLength(1);
    expect((await records.tasks()).filter((task) => task.includes("deposit"))).toEqual([
      "check-deposit-amount (high)",
    ]);
    await house.post(inviteeCreated(movedTo(at("2026-03-11T14:00:00Z"))));
    expect(asked()).toHaveLength(1);
    expect(links()).toEqual([false]);
    expect(await visit()).toBe("booked");
  });

  it("is asked for again when the part was given back", async () => {
    const { asked, house, records, stripeSays: says } = await open();
    await says("checkout.session.completed", part);
    await says("charge.refunded", back);
    await house.turnTo("2026-03-05T15:00:00Z");

    expect(asked()).toHaveLength(2);
    expect(await records.tasks()).toContain("deposit-unpaid (high)");
  });

  it("is told with what is really still open", async () => {
    const { entries, stripeSays: says } = await open();
    await says("checkout.session.completed", part);

    expect((await entries()).filter(({ kind }) => kind === "payment")).toContainEqual(
      expect.objectContaining({
        title: "40.00 USD was paid, and 50.00 USD was asked",
        why: "the payment service told us; 10.00 USD is still open, and it does not confirm the visit: a person compares, and until then nobody is asked for more",
      }),
    );
  });

  it("is told with what all its parts leave open, and without what went back", async () => {
    const { entries, stripeSays: says } = await open();
    const second = { ...part, amount_total: 500, payment_intent: "pi_2" };
    await says("checkout.session.completed", part);
    await says("checkout.session.completed", second);
    await says("charge.refunded", back);
    await says("checkout.session.completed", { ...second, payment_intent: "pi_3" });

    const left = (await entries()).flatMap(
      ({ why }) => /[\d.]+ USD is still open/.exec(why ?? "") ?? [],
    );
    expect(left).toEqual(["10.00", "5.00", "40.00"].map((one) => `${one} USD is still open`));
  });
});

describe("a deposit's journey", () => {
  it("texts the link; what is paid there confirms the visit, closes the link and ends the asking", async () => {
    const { house, asked, visit, links, about, records } = await open();
    const path = /http:\/\/127\.0\.0\.1\/pay\/\w+/.exec(asked()[0] ?? "")?.[0] ?? "";
    const html = await (await house.handle(new Request(path))).text();
    expect(html).toContain("50.00");
    const session = /name="session" value="(\w+)"/.exec(html)?.[1] ?? "";
    const body = new URLSearchParams({ session, choice: "pay" });
    expect((await house.handle(new Request(path, { method: "POST", body }))).status).toBe(200);

    expect(await visit()).toBe("confirmed");
    expect(links()[0]).toBe(false);
    await house.turnTo("2026-03-05T15:00:00Z");
    expect(await about()).toContain("deposit-request: sent");
    expect(asked()).toHaveLength(1);
    expect((await records.tasks()).filter((task) => task.startsWith("deposit"))).toEqual([]);
  });

  it("asks once more after a day, and gives it to a person after a day and a half", async () => {
    const { house, asked, records } = await open();
    expect(asked()).toHaveLength(1);
    await house.turnTo("2026-03-03T15:00:01Z");
    expect(asked()).toHaveLength(2);
    expect(await records.tasks()).not.toContain("deposit-unpaid (high)");
    await house.turnTo("2026-03-04T03:00:02Z");
    expect(await records.tasks()).toContain("deposit-unpaid (high)");
  });

  it("leaves that person the morning: half a day after a text that went by day is at night", async () => {
    const { house } = await open();
    await house.turnTo("2026-03-04T03:00:02Z"); // Ten in the evening; the owner is told when it is late.
    const task = house.composed.db
      .all<{ data: string }>("SELECT data FROM views WHERE view = 'tasks'")
      .find(({ data }) => data.includes("deposit-unpaid"));
    expect(JSON.parse(task?.data ?? "{}")).toMatchObject({
      dueAt: expect.stringMatching(/^2026-03-04T16:00:0/), // Eleven in the morning.
      level: 0,
    });
  });

  it("texts nobody who has not allowed texts about money: a person asks instead", async () => {
    const { house, asked, records, about } = await open({ consent: false });
    await house.turnTo("2026-03-05T15:00:00Z");
    expect(asked()).toEqual([]);
    expect(await about()).toEqual(["deposit-request: suppressed no_consent"]);
    expect(await records.tasks()).toContain("deposit-by-phone (medium)");
  });

  it.each(["lose-reply", "fail-before", "garbage"] as const)(
    "makes one link whatever happens to the reply: %s",
    async (fault) => {
      const { house, asked, links } = await open({ faults: [fault] });
      expect(asked()).toEqual([]);
      await house.turnTo("2026-03-02T15:30:00Z");
      expect(links()).toEqual([true]);
      expect(asked()).toHaveLength(1);
    },
  );

  it.each(["http-429", "http-429-wait", "nonsense"] as const)(
    "makes one link although the payment service first says: %s",
    async (fault) => {
      const { house, asked, links } = await open({ faults: [fault] });
      await house.turnTo("2026-03-02T15:30:00Z");
      expect(links()).toEqual([true]);
      expect(asked()).toHaveLength(1);
    },
  );

  it("gives it to a person where the service keeps a failure of its own under our key, and makes no second link", async () => {
    const { house, asked, links, records } = await open({ faults: ["http-500"] });
    await house.turnTo("2026-03-04T15:30:00Z");
    expect(links()).toEqual([]);
    expect(asked()).toEqual([]);
    // It began as medium; by now it is late, and somebody else's.
    expect(await records.tasks()).toContain("deposit-link-failed (high)");
  });

  it("makes another link when a payment by bank has failed, for the first is used up; then a person calls", async () => {
    const { house, asked, links, records, visit } = await open();
    const first = house.stripe.links()[0]?.id ?? "";
    house.stripe.pay(first, "fail");
    await house.drive.drain();
    expect(house.stripe.pay(first)).toBeNull();
    await house.turnTo("2026-03-02T15:01:00Z");
    expect(links()).toHaveLength(2);
    expect(asked().at(-1)).toContain("did not go through");
    expect(asked().at(-1)).toContain(house.stripe.links()[0]?.id ?? "no link");
    await house.turnTo("2026-03-04T16:00:00Z");
    expect(await records.tasks()).toContain("deposit-unpaid (high)");

    house.stripe.pay(house.stripe.links()[0]?.id ?? "");
    await house.drive.drain();
    expect(await visit()).toBe("confirmed");
    expect(links()).toEqual([false, false]);
    expect((await records.tasks()).filter((task) => task.startsWith("deposit"))).toEqual([]);
  });

  it("closes the link when the visit is cancelled", async () => {
    const { house, links } = await open();
    expect(links()).toEqual([true]);
    await house.post(inviteeCanceled(story, { by: "invitee", reason: null, at: now }));
    expect(links()).toEqual([false]);
  });

  it("closes the old time's link and makes one for the new time", async () => {
    const { house, links } = await open();
    await house.post(inviteeCreated(movedTo(at("2026-03-11T14:00:00Z"))));
    expect(links().filter((isOpen) => isOpen)).toHaveLength(1);
    expect(links()).toHaveLength(2);
  });

  it("asks for no other money while a bank's is on its way, also when the visit moves meanwhile", async () => {
    const { house, asked, links, records, visit } = await open();
    house.stripe.pay(house.stripe.links()[0]?.id ?? "", "later");
    await house.drive.drain();
    await house.post(inviteeCreated(movedTo(at("2026-03-11T14:00:00Z"))));
    await house.turnTo("2026-03-04T14:00:00Z");
    expect(links()).toEqual([false]);
    expect(asked()).toHaveLength(1);

    await house.turnTo("2026-03-04T16:00:00Z");
    expect(await visit()).toBe("confirmed");
    expect((await records.tasks()).filter((task) => /deposit|refund/.test(task))).toEqual([]);
  });

  it("ends with the erasure of its customer: the link closes, and nobody is to call anybody", async () => {
    const { house, links, records } = await open();
    await house.turnTo("2026-03-04T15:00:00Z");
    expect(await records.tasks()).toContain("deposit-unpaid (high)");
    const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
    const headers = { authorization: "Bearer a-token", "idempotency-key": "erase" };
    const request = { method: "POST", headers };
    const path = `http://127.0.0.1/v1/customers/${id}/erase`;
    expect((await house.handle(new Request(path, request))).status).toBe(200);
    await house.drive.drain();
    expect(links()).toEqual([false]);
    expect(await records.tasks()).toEqual([]);

    await house.turnTo("2026-03-12T15:00:00Z");
    expect(await records.tasks()).toEqual([]);
    expect(house.stripe.links()).toHaveLength(1);
  });

  it("tries again to close a link, and gives one that stays open to a person", async () => {
    const faults: Fault[] = [];
    const { house, links, records } = await open({ faults });
    faults.push(...Array.from({ length: 1_000 }, () => "http-429" as const));
    await house.post(inviteeCanceled(story, { by: "invitee", reason: null, at: now }));
    await house.turnTo("2026-03-02T16:30:00Z");
    expect(await records.tasks()).not.toContain("deposit-link-open (high)");
    await house.turnTo("2026-03-02T18:30:00Z");
    expect(faults.length).toBeGreaterThan(940);
    expect(await records.tasks()).toContain("deposit-link-open (medium)");
    await house.turnTo("2026-03-04T15:00:00Z");
    expect(links()).toEqual([true]);
    expect(await records.tasks()).toContain("deposit-link-open (high)");
  });

  it("is told on the visit's timeline in words", async () => {
    const { entries, house } = await open();
    await house.post(inviteeCanceled(story, { by: "invitee", reason: null, at: now }));
    const happened = await entries();
    const payments = happened.filter(({ kind }) => kind === "payment");
    expect(payments.map(({ title }) => title)).toEqual([
      "A link to pay 50.00 USD was made",
      "The link to pay was closed",
    ]);
    expect(happened.map(({ title }) => title)).toContain("Text “deposit request” sent");
  });

  it("makes a second payment a person's matter", async () => {
    const { house, records, visit } = await open();
    house.stripe.payTwice(house.stripe.links()[0]?.id ?? "");
    await house.drive.drain();
    expect(await visit()).toBe("confirmed");
    expect(await records.tasks()).toContain("refund-second-payment (high)");
  });

  it("counts its link and its closing as no texts", async () => {
    const { house, records } = await open();
    await house.post(inviteeCanceled(story, { by: "invitee", reason: null, at: now }));
    const { db } = house.composed;
    const planned = db.all<{ data: string }>("SELECT data FROM views WHERE view = 'planned-texts'");
    const tools = (await records.appointments()).flatMap(({ journeys }) =>
      Object.values(journeys.executions).map(({ tool }) => tool),
    );
    const texts = tools.filter((tool) => tool === "text.send");
    expect(tools.length).toBe(texts.length + 2);
    expect(planned).toHaveLength(texts.length);
  });

  it("asks who has missed two visits and answered nothing, and nobody else", async () => {
    const house = await testHouse(now);
    opened.push(house);
    await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
    const records = recordsOf(house.composed);
    for (const hour of ["19", "20"]) {
      const place = `https://api.calendly.com/scheduled_events/EVENT${hour}`;
      const names = { eventUri: place, inviteeUri: `${place}/invitees/INVITEE${hour}` };
      const start = at(`2026-03-03T${hour}:00:00Z`);
      await house.post(inviteeCreated(booking({ ...names, start, createdAt: now })));
    }
    await house.turnTo("2026-03-03T20:10:00Z");
    for (const [index, stream] of records.streams("appointment").entries()) {
      const id = stream.slice("appointment/".length);
      const request = new Request(`http://127.0.0.1/v1/appointments/${id}/no-show`, {
        method: "POST",
        headers: { authorization: "Bearer a-token", "idempotency-key": `no-show-${index}` },
        body: "{}",
      });
      expect((await house.handle(request)).status).toBe(200);
    }
    await house.drive.drain();
    expect(house.stripe.links()).toEqual([]);
    await house.post(inviteeCreated(story));
    expect(house.stripe.links().map(({ active }) => active)).toEqual([true]);
  });

  it("is not for whoever is no risk", async () => {
    const house = await testHouse(now);
    opened.push(house);
    await house.post(inviteeCreated(story));
    expect(house.stripe.links()).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { stateAfter } from "#core/app/handle-command";
import { customerDecider } from "#core/customer/decide";
import { as, type CustomerId, customerStream } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import type { DepositRules } from "#core/payment/deposit-rules";
import { timelineOf } from "#core/views/timeline";
import { changedPack } from "#test/support/changed-pack";
import { booking, inviteeCanceled, inviteeCreated, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

/** Whom a deposit is asked of, and what it means to a customer's risk that one is not paid. */
const now = at("2026-03-02T15:00:00Z"); // A Monday, ten in New York.
const phone = "+14045550123";
const start = at("2026-03-10T14:00:00Z");
const visit = booking({ start, createdAt: now });

const opened: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const open = async (deposits: Partial<DepositRules>, pack?: string) => {
  const house = await testHouse(now, pack === undefined ? {} : { pack });
  opened.push(house);
  const { deps, tokens, tenants } = house.composed;
  const tenant = deps.localTenant;
  await tokens.put("a-token", tenant);
  await tenants.put(tenant, { ...(await deps.tenants.settings(tenant)), deposits });
  const records = recordsOf(house.composed);
  let requests = 0;
  return {
    house,
    records,
    links: () => house.stripe.links().length,
    act: async (path: string, body: object = {}) => {
      const headers = { authorization: "Bearer a-token", "idempotency-key": String(++requests) };
      const request = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await house.handle(new Request(`http://127.0.0.1/v1${path}`, request));
      expect(response.status).toBe(200);
      await house.drive.drain();
    },
    /** The terms of the customer's risk that have points, as it was recorded last. */
    risk: async () => {
      const [stream = ""] = records.streams("customer");
      const { commits } = await deps.store.read(
        tenant,
        customerStream(as<CustomerId>(stream.slice(9))),
      );
      const { risk } = stateAfter(customerDecider, commits);
      return (risk?.terms ?? []).flatMap(({ name, points }) =>
        points > 0 ? [`${name} ${points}`] : [],
      );
    },
  };
};
type Stage = Awaited<ReturnType<typeof open>>;

const timelineIn = async ({ house, records }: Stage) => {
  const { deps } = house.composed;
  const [stream] = records.streams("appointment");
  if (stream === undefined) throw new Error("Nothing was booked");
  const { commits } = await deps.store.read(deps.localTenant, stream);
  const settings = await deps.tenants.settings(deps.localTenant);
  const reading = { zone: settings.zone, settings, definitions: deps.pack.definitions };
  return timelineOf({ appointment: commits, customer: [] }, deps.clock.now(), reading).happened;
};

describe("a deposit is asked", () => {
  it("for a service that asks for it, by its name as people write it; nothing else names that service", async () => {
    const stage = await open({ services: ["  root  CANAL"] });
    await stage.house.post(inviteeCreated({ ...visit, service: "Root canal" }));
    expect(stage.links()).toBe(1);

    const told = await timelineIn(stage);
    const begun = told.find(({ title }) => title === "“Deposit” begun");
    expect(begun?.why).toContain("a deposit is asked for this service");
    const kept = stage.house.composed.db.all<object>("SELECT * FROM commits");
    expect(JSON.stringify([kept, told, stage.house.texts(phone)])).not.toMatch(/root canal/i);
    const description = stage.house.stripe.links().map((link) => JSON.stringify(link));
    expect(description.join()).not.toMatch(/root canal/i);
  });

  it("for a service by its id, and for no other service", async () => {
    const type = "https://api.calendly.com/event_types/SANDBOXTYPE00001";
    const asking = await open({ services: [type] });
    await asking.house.post(inviteeCreated({ ...visit, service: "Consultation" }));
    expect(asking.links()).toBe(1);

    const other = await open({ services: ["Root canal"] });
    await other.house.post(inviteeCreated({ ...visit, service: "Consultation" }));
    expect(other.links()).toBe(0);
    const said = (await timelineIn(other)).find(({ title }) => title === "“Deposit” not begun");
    expect(said?.why).toBe(
      "it is begun only if a deposit is asked for and if no deposit has been paid and if no payment is on its way and if no other amount has been paid",
    );
  });

  it("of everybody, where the business says so", async () => {
    const stage = await open({ everybody: true });
    await stage.house.post(inviteeCreated(visit));
    expect(stage.links()).toBe(1);
  });

  it("from the risk on that the business has chosen, and of nobody because of it where it chose none", async () => {
    for (const [fromRisk, links] of [
      [50, 1],
      [51, 0],
      [null, 0],
    ] as const) {
      const stage = await open({ fromRisk });
      const place = "https://api.calendly.com/scheduled_events/EVENT0";
      const names = { eventUri: place, inviteeUri: `${place}/invitees/INVITEE0`, phone };
      const missed = booking({ ...names, start: at("2026-03-02T19:00:00Z"), createdAt: now });
      await stage.house.post(inviteeCreated(missed));
      const [stream = ""] = stage.records.streams("appointment");
      await stage.act(`/appointments/${stream.slice("appointment/".length)}/no-show`);
      await stage.house.post(inviteeCreated(visit));
      expect(await stage.risk()).toEqual(["no_shows 20", "unconfirmed 30"]);
      expect([fromRisk, stage.links()]).toEqual([fromRisk, links]);
    }
  });

  it("by what the pack says, where the business says nothing", async () => {
    const pack = changedPack("pack.yaml", (text) =>
      text.replace("services: []", "services: [Filling]"),
    );
    const stage = await open({}, pack);
    await stage.house.post(inviteeCreated({ ...visit, service: "filling" }));
    expect(stage.links()).toBe(1);
  });
});

describe("a deposit that is not paid", () => {
  /** Somebody who may be texted about money is asked for a deposit, and does not pay it in the time for it. */
  const unpaid = async () => {
    const stage = await open({ everybody: true });
    await stage.house.post(inviteeCreated(visit));
    const [stream = ""] = stage.records.streams("customer");
    const id = stream.replace("customer/", "");
    const evidence = { how: "form", wording: "Yes to deposits." };
    await stage.act(`/customers/${id}/consents/grant`, { purpose: "deposit", evidence });
    await stage.house.post(inviteeCanceled(visit, { by: "invitee", reason: null, at: now }));
    const place = "https://api.calendly.com/scheduled_events/EVENT2";
    const names = { eventUri: place, inviteeUri: `${place}/invitees/INVITEE2` };
    await stage.house.post(inviteeCreated(booking({ ...names, start, createdAt: now })));
    await stage.house.turnTo("2026-03-04T02:59:59Z");
    expect(await stage.risk()).toEqual([]);
    await stage.house.turnTo("2026-03-04T03:00:02Z");
    const appointment = (stage.records.streams("appointment")[1] ?? "").slice(
      "appointment/".length,
    );
    return { ...stage, appointment, link: stage.house.stripe.links()[0]?.id ?? "" };
  };

  it("is past due once somebody is asked to call about it, and the customer's page says so", async () => {
    const { risk, records, house } = await unpaid();
    expect(await risk()).toEqual(["past_due 10"]);
    const page = await house.handle(
      new Request(`http://127.0.0.1/customers/${records.streams("customer")[0]?.slice(9)}`, {
        headers: { authorization: "Bearer a-token" },
      }),
    );
    expect(await page.text()).toContain("a deposit or a payment that was due is unpaid");
  });

  it("is held against nobody any more once it is paid", async () => {
    const { risk, house, link } = await unpaid();
    house.stripe.pay(link, "pay");
    await house.drive.drain();
    expect(await risk()).toEqual([]);
  });

  it("is held against nobody while the money is on its way, and again when the bank gives none", async () => {
    const { risk, house, link } = await unpaid();
    house.stripe.pay(link, "fail");
    await house.drive.drain();
    expect(await risk()).toEqual([]);
    await house.turnTo("2026-03-06T03:10:00Z");
    expect(await risk()).toEqual(["past_due 10"]);
  });

  it("is held against nobody whose call somebody has made", async () => {
    const { risk, act, house } = await unpaid();
    const rows = house.composed.db.all<{ key: string; data: string }>(
      "SELECT key, data FROM views WHERE view = 'tasks'",
    );
    const task = rows.find(({ data }) => data.includes("deposit-unpaid"));
    await act(`/tasks/${task?.key}/close`);
    expect(await risk()).toEqual([]);
  });

  it("stays past due where the visit was missed without it, and the offer of another time says that a deposit holds it", async () => {
    const { risk, act, appointment, house } = await unpaid();
    await house.turnTo("2026-03-10T14:00:01Z");
    await act(`/appointments/${appointment}/no-show`);
    expect(await risk()).toContain("past_due 10");
    const texts = await recordsOf(house.composed).texts();
    await house.turnTo("2026-03-10T16:30:00Z");
    expect(
      (await recordsOf(house.composed).texts()).filter((text) => !texts.includes(text)),
    ).toEqual(["missed-visit-offer-deposit: suppressed no_consent"]);
  });
});

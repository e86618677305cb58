import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { tenant } from "#local/seed";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550177";
const visit = booking({
  start: at("2026-03-12T15:00:00Z"),
  name: "Quenby Zzyzx",
  email: "quenby@canary.example",
  phone,
});
const personal = /quenby|zzyzx|canary|5550177|is it far/i;

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  records = recordsOf(house.composed);
  await house.composed.tokens.put("operator-token", tenant);
  await house.post(inviteeCreated(visit));
  await house.customerTexts(phone, "Is it far from the station?");
  await house.turnTo("2026-03-09T15:00:00Z");
});
afterEach(() => house.close());

const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = { authorization: "Bearer operator-token", "idempotency-key": "erasure-1" };
  return house.handle(new Request(`http://127.0.0.1${path}`, { headers, ...init }));
};

const erase = async (): Promise<void> => {
  const customer = (records.streams("customer")[0] ?? "").replace("customer/", "");
  const response = await ask(`/v1/customers/${customer}/erase`, { method: "POST" });
  expect(response.status).toBe(200);
  await house.drive.drain();
};

const appointmentId = (): string =>
  (records.streams("appointment")[0] ?? "").replace("appointment/", "");

describe("a customer who is erased", () => {
  it("was there before: else the rest of this chapter would prove nothing", async () => {
    expect(await (await ask(`/appointments/${appointmentId()}`)).text()).toMatch(/Quenby Zzyzx/);
    expect(await (await ask("/?date=2026-03-12")).text()).toMatch(/Quenby Zzyzx/);
  });

  it("is in no commit any more: every field that was theirs reads [erased]", async () => {
    await erase();
    const { store } = house.composed.deps;
    const streams = records.streams("%");
    const read = await Promise.all(streams.map((stream) => store.read(tenant, stream)));
    const text = JSON.stringify(read);

    expect(text).not.toMatch(personal);
    expect(text).toContain('"name":"[erased]"');
    expect(text).toContain('"body":"[erased]"');
  });

  it("is on no page and in no list any more", async () => {
    await erase();
    const paths = [
      `/appointments/${appointmentId()}`,
      "/",
      "/?date=2026-03-12",
      `/v1/appointments/${appointmentId()}`,
      "/v1/appointments?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z",
      "/v1/tasks",
    ];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const response = await ask(path);
        return `${path}: ${response.status} ${personal.exec(await response.text())?.[0] ?? "nothing"}`;
      }),
    );
    expect(answers).toEqual(paths.map((path) => `${path}: 200 nothing`));
    expect(await (await ask(`/appointments/${appointmentId()}`)).text()).toMatch(/erased/i);
  });

  it("gets no more texts, and the reason is kept", async () => {
    await erase();
    await house.turnTo("2026-03-13T15:00:00Z");

    expect(house.texts(phone)).toHaveLength(1);
    const texts = await records.texts();
    expect(texts[0]).toBe("booking-confirmation: sent");
    for (const text of texts.slice(1)) expect(text).toMatch(/: suppressed customer_erased$/);
  });

  it("leaves nobody a task about words that nobody can read any more", async () => {
    expect((await records.tasks()).join()).toContain("answer-needed");
    await erase();
    expect((await records.tasks()).join()).not.toContain("answer-needed");
    const { tasks } = (await (await ask("/v1/tasks")).json()) as { tasks: { kind: string }[] };
    expect(tasks.map(({ kind }) => kind)).not.toContain("answer-needed");
  });

  it("leaves a chain that verifies", async () => {
    await erase();
    await house.composed.chains.check();
    expect(house.composed.chains.fault()).toBeNull();
  });

  it("is in no byte of the data, as soon as what was erased is overwritten", async () => {
    await erase();
    await house.composed.db.checkpoint();
    const files = readdirSync(house.folder).filter((name) => !name.startsWith("carrier.db"));
    const found = files.filter((name) =>
      personal.test(readFileSync(join(house.folder, name), "latin1")),
    );

    expect(found).toEqual([]);
  });

  it("stays erased when the booking system delivers the booking again", async () => {
    await erase();
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-13T15:00:00Z");

    expect(house.texts(phone)).toHaveLength(1);
    expect(await (await ask(`/appointments/${appointmentId()}`)).text()).not.toMatch(personal);
  });
});

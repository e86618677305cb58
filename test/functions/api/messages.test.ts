import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const token = "token-of-a-test";
const start = at("2026-03-06T15:00:00Z");
const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const withAppointment = async () => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  opened.push(house);
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
  await house.post(inviteeCreated(booking({ start })));
  const { body } = await call(house, "GET", "/v1/appointments");
  const [row] = body["appointments"] as { id: string; customer: string }[];
  return { house, id: row?.id ?? "", customer: row?.customer ?? "" };
};

const call = async (house: TestHouse, method: string, path: string, wish: object | null = null) => {
  const headers = {
    authorization: `Bearer ${token}`,
    "idempotency-key": `${method} ${path}`.replaceAll(" ", "-"),
  };
  const body = wish === null ? null : JSON.stringify(wish);
  const request = new Request(`http://127.0.0.1${path}`, { method, headers, body });
  const response = await house.handle(request);
  await house.drive.drain();
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe("the summary of a day's texts", () => {
  it("says what became of each, why, and that it adds up", async () => {
    const { house } = await withAppointment();
    await house.customerTexts("+14045550123", "STOP");
    await house.turnTo("2026-03-04T20:00:00Z");

    const monday = await call(house, "GET", "/v1/messages/summary?day=2026-03-02");
    expect(monday).toMatchObject({
      status: 200,
      body: {
        day: "2026-03-02",
        zone: "America/New_York",
        from: "2026-03-02T05:00:00.000Z",
        to: "2026-03-03T05:00:00.000Z",
        planned: 1,
        sent: 1,
        balanced: true,
        counted: null,
      },
    });
    const today = await call(house, "GET", "/v1/messages/summary");
    expect(today.body).toMatchObject({
      day: "2026-03-04",
      planned: 1,
      suppressed: 1,
      reasons: { suppressed: { opted_out: 1 }, failed: {}, pending: {} },
    });
  });

  it("names what a text waits for as long as it is pending", async () => {
    const { house } = await withAppointment();
    await house.composed.tenants.put(house.composed.deps.localTenant, {
      ...(await house.composed.deps.tenants.settings(house.composed.deps.localTenant)),
      onHold: true,
    });
    await house.turnTo("2026-03-04T15:30:00Z");

    const { body } = await call(house, "GET", "/v1/messages/summary?day=2026-03-04");
    expect(body).toMatchObject({ pending: 1, reasons: { pending: { tenant_on_hold: 1 } } });
  });

  it.each(["2026-02-30", "yesterday", ""])('refuses the day "%s"', async (day) => {
    const { house } = await withAppointment();
    const { status, body } = await call(house, "GET", `/v1/messages/summary?day=${day}`);
    expect([status, body]).toMatchObject([
      400,
      { error: { code: "payload_invalid", details: { path: "day" } } },
    ]);
  });
});

describe("a consent, recorded over the API", () => {
  const evidence = { how: "written", where: "Folder 7", wording: "You may text me about money." };

  it("is kept with its evidence, sealed, and said on the timeline", async () => {
    const { house, id, customer } = await withAppointment();
    const wish = { purpose: "deposit", evidence };
    const path = `/v1/customers/${customer}/consents`;
    expect(await call(house, "POST", `${path}/grant`, wish)).toMatchObject({
      status: 200,
      body: { outcome: "committed" },
    });
    await house.turnTo("2026-03-02T15:05:00Z");
    expect(await call(house, "POST", `${path}/grant`, wish)).toMatchObject({
      body: { outcome: "repeated" }, // The same request again, because no answer came.
    });
    expect(await call(house, "POST", `${path}/withdraw`, wish)).toMatchObject({ status: 200 });

    const stored = house.composed.db.all<{ body: string }>("SELECT body FROM commits");
    const text = stored.map(({ body }) => body).join("\n");
    expect(text).toContain("customer.consent_granted");
    expect(text).not.toContain("Folder 7");
    expect(text).not.toContain("about money");
    const { body } = await call(house, "GET", `/v1/appointments/${id}`);
    const titles = (body["happened"] as { title: string }[]).map(({ title }) => title);
    expect(titles).toContain("Allowed texts about money");
    expect(titles).toContain("Does not allow texts about money");
  });

  it.each([
    ["a purpose that there is not", { purpose: "gossip", evidence }],
    ["no evidence", { purpose: "deposit" }],
    ["evidence that only a booking can be", { purpose: "deposit", evidence: { how: "booking" } }],
  ])("is refused with %s", async (_, wish) => {
    const { house, customer } = await withAppointment();
    const path = `/v1/customers/${customer}/consents/grant`;
    expect(await call(house, "POST", path, wish)).toMatchObject({
      status: 400,
      body: { error: { code: "payload_invalid" } },
    });
  });
});

describe("the page of a day's texts", () => {
  const page = async (house: TestHouse, path: string): Promise<string> =>
    (await house.handle(new Request(`http://127.0.0.1${path}`))).text();

  it("shows the sum and every reason as a sentence, and is linked from the day", async () => {
    const { house } = await withAppointment();
    await house.customerTexts("+14045550123", "STOP");
    await house.turnTo("2026-03-04T20:00:00Z");

    expect(await page(house, "/?date=2026-03-04")).toContain('href="/messages?day=2026-03-04"');
    const text = await page(house, "/messages?day=2026-03-04");
    expect(text).toContain("1 planned = 0 sent + 1 not sent + 0 failed + 0 pending");
    expect(text).toMatch(/<td>1<\/td><td>the customer has opted out of texts<\/td>/);
    expect(text).toContain("The day is counted anew from its records after it is over.");
  });

  it("says what the count from the records said", async () => {
    const { house } = await withAppointment();
    const { create } = await import("#functions/timers/sweep");
    await house.turnTo("2026-03-03T06:00:00Z");
    await create(house.composed.deps)(house.composed.deps.localTenant);
    await house.drive.drain();

    const text = await page(house, "/messages?day=2026-03-02");
    expect(text).toMatch(/Counted anew from the records, .*: it adds up/);
  });

  it("is not there for a day that no calendar has", async () => {
    const { house } = await withAppointment();
    const response = await house.handle(new Request("http://127.0.0.1/messages?day=2026-02-30"));
    expect(response.status).toBe(404);
  });
});

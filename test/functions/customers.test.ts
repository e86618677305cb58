import { createServer, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import type { Io } from "#cli/command";
import { command } from "#cli/commands/risk-recalculate";

/** Ada came and paid; Bo missed his visit, and has another that he moved and has not paid for. */
const clinic = async (): Promise<TestHouse> => {
  const house = await open();
  await house.post(inviteeCreated(ada));
  await house.post(inviteeCreated(boMisses));
  await house.customerTexts("+14045550123", "C");
  await house.turnTo("2026-03-05T17:00:00Z");
  await house.post(noShow(boMisses));
  await house.turnTo("2026-03-08T15:00:00Z");
  await house.post(inviteeCreated(boBooks));
  await house.post(inviteeCreated({ ...boBooks, ...moved, oldInvitee: boBooks.inviteeUri }));
  return house;
};

describe("the list of customers", () => {
  it("names the highest risk first, with what each has been worth", async () => {
    const { body } = await call(await clinic(), "GET", "/v1/customers");

    expect(body).toMatchObject({
      hasMore: false,
      customers: [
        { name: "Bo Two", risk: { score: 70, level: "high" }, noShows: 1, value: [] },
        {
          name: "Ada Example",
          risk: { score: 0, level: "low" },
          appointments: 1,
          value: [{ minor: 8550, currency: "USD" }],
        },
      ],
    });
  });

  it("can be asked for one level, page by page", async () => {
    const house = await clinic();
    const names = async (query: string) =>
      (await call(house, "GET", `/v1/customers?${query}`)).body.customers.map(
        ({ name }: { name: string }) => name,
      );
    const first = await call(house, "GET", "/v1/customers?limit=1");

    expect(await names("level=high")).toEqual(["Bo Two"]);
    expect(await names("level=medium")).toEqual([]);
    expect(await names("level=low")).toEqual(["Ada Example"]);
    expect(await names(`limit=1&after=${first.body.next}`)).toEqual(["Ada Example"]);
    expect((await call(house, "GET", "/v1/customers?level=huge")).status).toBe(400);
  });

  it("stands still on a page, with a way to each customer", async () => {
    const text = await page(await clinic(), "/customers");

    expect(text).toMatch(/Bo Two<\/bdi>.*High risk.*1 missed.*Ada Example<\/bdi>.*85\.50 USD/s);
    expect(text).toContain('<a href="/customers" aria-current="page">All</a>');
  });

  it("says so when there is nobody, and nobody of a level", async () => {
    const house = await open();

    expect(await page(house, "/customers")).toContain("No customers yet");
    expect(await page(house, "/customers?level=high")).toContain("Nobody has a high risk");
  });

  it.each(["/customers?after=nonsense", "/customers?level=huge", `/customers/${"0".repeat(32)}`])(
    "draws its own page where there is nothing: %s",
    async (path) => {
      const response = await get(await open(), path);

      expect(response.status).toBe(404);
      expect(await response.text()).toContain("There is nothing at this address");
    },
  );
});

describe("one customer", () => {
  it("is told with the risk term by term, and the numbers behind each", async () => {
    const house = await clinic();
    const { body } = await call(house, "GET", `/v1/customers/${await idOf(house, "Bo Two")}`);

    expect(body).toMatchObject({
      customer: { status: "known", contact: { name: "Bo Two", phone: "+14045550199" } },
      risk: {
        score: 70,
        level: "high",
        terms: [
          { name: "no_shows", points: 20, inputs: { noShows: 1 } },
          { name: "unconfirmed", points: 30, inputs: { asked: 1, confirmed: 0 } },
          { name: "reschedules", points: 10, inputs: { reschedules: 1, appointments: 2 } },
          { name: "past_due", points: 10, inputs: { isPastDue: true } },
        ],
      },
      appointments: [{ status: "booked" }, { status: "no_show" }],
    });
  });

  it("has a page that says the same in words, with a picture that is read out", async () => {
    const house = await clinic();
    const text = await page(house, `/customers/${await idOf(house, "Bo Two")}`);

    expect(text).toContain("<strong>70</strong> of 100");
    expect(text).toContain('aria-label="70 of 100, high risk; medium begins at 40, high at 70"');
    expect(text).toMatch(/1 visit missed.*0 of 1 visit confirmed.*1 move in 2 appointments/s);
    expect(text).toMatch(/120\.00 USD <span class="bad">unpaid/);
    expect(text).toContain("(404) 555-0199");
    expect(text).toContain("<title>Customer · Riverside Clinic</title>"); // A history names nobody.
  });

  it("has a log of texts both ways with what became of each", async () => {
    const house = await clinic();
    await house.customerTexts("+14045550123", "STOP");
    await house.turnTo("2026-03-09T15:00:00Z");
    await house.post(inviteeCreated({ ...ada, ...later }));
    const id = await idOf(house, "Ada Example");
    const { body } = await call(house, "GET", `/v1/customers/${id}/texts?limit=5`);
    const text = await page(house, `/customers/${id}`);

    expect(body.hasMore).toBe(true);
    expect(body.texts).toMatchObject([
      { direction: "outbound", state: "suppressed", why: "opted_out", body: null },
      { direction: "outbound", state: "suppressed", why: "opted_out", body: null },
      { direction: "inbound", state: "received", why: "acted_opt_out", body: "STOP" },
      { direction: "outbound", state: "suppressed", why: "no_consent", purpose: "review" },
      { direction: "outbound", state: "sent", delivery: "delivered", purpose: "reminder" },
    ]);
    expect(text).toMatch(/not sent<\/span>.*<b>because:<\/b> the customer has opted out of texts/s);
    expect(text).toContain("taken as a wish for no more texts");
    expect(text).toContain("Opted out: no text is sent to them.");
  });

  it("says when each text went, not when it was due: at night nothing goes", async () => {
    const house = await open();
    await house.post(inviteeCreated({ ...ada, start: at("2026-03-05T03:30:00Z") }));
    await house.turnTo("2026-03-03T15:00:00Z");
    const text = await page(house, `/customers/${await idOf(house, "Ada Example")}`);
    const log = /<h2 id="texts">.*/s.exec(text)?.[0] ?? "";

    expect(log).toMatch(/<time[^>]*>(?:Tue 3 Mar, )?09:00<\/time> · <a[^>]*>“reminder two days”/);
    expect(log).not.toContain("22:30<");
  });

  it("has its texts with the appointment, too", async () => {
    const house = await clinic();
    const [, visit] = /\/appointments\/([0-9a-f]{32})/.exec(
      await page(house, `/customers/${await idOf(house, "Ada Example")}`),
    ) ?? [""];
    const { body } = await call(house, "GET", `/v1/appointments/${visit}/texts`);

    expect(body.texts.map(({ template }: { template: string }) => template).toSorted()).toEqual([
      "booking-confirmation",
      "confirmed-thanks",
      "reminder-two-days",
      "review-request",
    ]);
  });

  it("leaves no name and no word behind once erased, and is in no list", async () => {
    const house = await clinic();
    const id = await idOf(house, "Bo Two");
    await call(house, "POST", `/v1/customers/${id}/erase`);
    await house.drive.drain();
    const text = await page(house, `/customers/${id}`);

    expect(text).toContain("<h1><bdi>Erased</bdi></h1>");
    expect(text).not.toMatch(/Bo Two|bo@example|555-0199|Reply C/);
    expect(text).toContain("These words have been erased.");
    expect((await call(house, "GET", "/v1/customers")).body.customers).toHaveLength(1);
  });

  it("keeps what a stranger wrote as text", async () => {
    const house = await open();
    await house.post(inviteeCreated({ ...ada, name: "<script>alert(1)</script>" }));
    const list = await page(house, "/customers");

    expect(list).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    const [, id] = /\/customers\/([0-9a-f]{32})/.exec(list) ?? [];
    expect(await page(house, `/customers/${id}`)).not.toContain("<script>alert");
  });

  it("can have the risk worked out at once, by whoever asks", async () => {
    const house = await clinic();
    const id = await idOf(house, "Bo Two");

    expect((await call(house, "POST", `/v1/customers/${id}/risk`)).body).toMatchObject({
      outcome: "nothing_new",
    });
    expect((await call(house, "POST", `/v1/customers/${"0".repeat(32)}/risk`)).body).toMatchObject({
      error: { code: "customer_unknown" },
    });
    expect((await call(house, "POST", "/v1/risk/recalculate")).body).toEqual({
      outcome: "recalculated",
      looked: 2,
      changed: 0,
      next: null,
    });
  });
});

describe("aro risk recalculate", () => {
  it("goes through all customers of a running server, and shows one in its terms", async () => {
    const house = await clinic();
    const { run, close } = await terminal(house);
    const id = await idOf(house, "Bo Two");

    expect(await run()).toEqual([0, "2 customers looked at, 0 changed."]);
    const [code, said] = await run("--customer", id);
    expect([code, said]).toEqual([0, expect.stringContaining("70 of 100, high\n  no_shows")]);
    expect(await run("--customer", "Bo")).toEqual([6, expect.stringContaining("32 hexadecimal")]);
    close();
    expect(await run()).toEqual([1, expect.stringContaining("Cannot reach")]);
  });

  it("speaks JSON to programs, and says what it cannot find", async () => {
    const said: string[] = [];
    const code = await command.run(["--data", "/nowhere"], ioTo(said, true));

    expect([code, said.join()]).toEqual([1, expect.stringContaining("/nowhere/sandbox.json")]);
  });
});

const ioTo = (said: string[], isJson: boolean): Io => {
  const say = (line: string): void => void said.push(line);
  return { out: say, err: say, isJson, isTty: false, progress: () => {}, onInterrupt: () => {} };
};

const terminal = async (house: TestHouse) => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "GET", url = "/" } = request;
      const headers = request.headers as Record<string, string>;
      const body = method === "GET" ? null : Buffer.concat(chunks);
      const asked = new Request(`http://127.0.0.1${url}`, { method, headers, body });
      void reply(house, asked, response);
    });
  });
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
  const run = async (...args: readonly string[]): Promise<readonly [number, string]> => {
    const said: string[] = [];
    const wish = ["--url", `http://127.0.0.1:${port}`, "--token", "a-token", ...args];
    const code = await command.run(wish, ioTo(said, false));
    return [code, said.join("\n")];
  };
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { run, close };
};

const reply = async (house: TestHouse, asked: Request, to: ServerResponse): Promise<void> => {
  const answer = await house.handle(asked);
  to.writeHead(answer.status, Object.fromEntries(answer.headers));
  to.end(await answer.text());
};

const calendly = (name: string) => `https://api.calendly.com/scheduled_events/${name}`;
const named = (name: string) => ({
  inviteeUri: `${calendly(name)}/invitees/1`,
  eventUri: calendly(name),
});
const bo = { name: "Bo Two", email: "bo@example.com", phone: "+1 404-555-0199" };
const dollars = (amount: number, successful = true) => ({
  payment: { amount, currency: "USD", successful },
});
const ada = booking({ start: at("2026-03-06T15:00:00Z"), ...named("ADA"), ...dollars(85.5) });
const boMisses = booking({
  start: at("2026-03-05T16:00:00Z"),
  ...named("BO1"),
  ...bo,
  ...dollars(120),
});
const boBooks = booking({
  start: at("2026-03-20T16:00:00Z"),
  ...named("BO2"),
  ...bo,
  ...dollars(120, false),
});
const starting = (start: string) => ({ start: at(start), end: plusMs(at(start), 1_800_000) });
const { payment: _, ...moved } = {
  ...boBooks,
  ...named("BO3"),
  ...starting("2026-03-21T16:00:00Z"),
};
const later = { ...named("ADA2"), ...starting("2026-03-25T15:00:00Z") };

const noShow = (visit: typeof ada): string => {
  const created = JSON.parse(inviteeCreated(visit));
  const payload = { ...created.payload, no_show: { uri: `${visit.inviteeUri}/no_show` } };
  return JSON.stringify({ ...created, event: "invitee_no_show.created", payload });
};

const houses: TestHouse[] = [];
const open = async (): Promise<TestHouse> => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  houses.push(house);
  return house;
};
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

const get = (house: TestHouse, path: string): Promise<Response> =>
  house.handle(new Request(`http://127.0.0.1${path}`));
const page = async (house: TestHouse, path: string): Promise<string> =>
  (await get(house, path)).text();

let keys = 0;
const call = async (house: TestHouse, method: "GET" | "POST", path: string) => {
  await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
  keys += 1;
  const headers = { authorization: "Bearer a-token", "idempotency-key": `key-${keys}` };
  const response = await house.handle(new Request(`http://127.0.0.1${path}`, { method, headers }));
  return { status: response.status, body: await response.json() };
};

const idOf = async (house: TestHouse, name: string): Promise<string> => {
  const { body } = await call(house, "GET", "/v1/customers");
  return body.customers.find((one: { name: string }) => one.name === name)?.id ?? "";
};

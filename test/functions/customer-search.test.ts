import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tenant } from "#local/seed";
import { as, type TenantId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const names = ["Ada Example", "Bea Before", "Adam <b>Bold</b>"];

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  for (const [n, name] of names.entries()) {
    const uri = `https://api.calendly.com/scheduled_events/E${n}`;
    const who = { name, phone: `+1404555012${n}`, email: `guest${n}@example.com` };
    const one = { ...who, eventUri: uri, inviteeUri: `${uri}/invitees/I${n}` };
    await house.post(inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z"), ...one })));
  }
  await house.composed.tokens.put("desk", tenant);
});
afterEach(() => house.close());

type Answer = {
  readonly customers: readonly { readonly id: string; readonly name: string }[];
  readonly hasMore: boolean;
  readonly looked: number;
  readonly next: string | null;
  readonly error?: { readonly code: string };
};

const search = async (body: object, token = "desk"): Promise<Answer> => {
  const response = await house.handle(
    new Request("http://127.0.0.1/v1/customers/search", {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }),
  );
  return (await response.json()) as Answer;
};
const found = async (text: string) => (await search({ text })).customers.map(({ name }) => name);

const submitted = (fields: Readonly<Record<string, string>>) =>
  house.handle(
    new Request("http://127.0.0.1/customers", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    }),
  );

describe("a search by a program", () => {
  it("finds by the beginnings of a name, by number, by last digits and by e-mail", async () => {
    expect((await found("ad")).toSorted()).toEqual(["Ada Example", "Adam <b>Bold</b>"]);
    expect(await found("example ada")).toEqual(["Ada Example"]);
    expect(await found("(404) 555-0121")).toEqual(["Bea Before"]);
    expect(await found("0121")).toEqual(["Bea Before"]);
    expect(await found("guest1@example.com")).toEqual(["Bea Before"]);
    expect(await found("nobody")).toEqual([]);
  });

  it("goes on where it stopped, and finds nobody twice", async () => {
    const first = await search({ text: "example.com", limit: 1 });
    expect(first.customers).toEqual([]);
    const one = await search({ text: "404555012", limit: 2 });
    expect([one.customers.length, one.hasMore]).toEqual([0, false]);

    const two = await search({ text: "ad", limit: 1 });
    expect([two.customers.length, two.hasMore]).toEqual([1, true]);
    const rest = await search({ text: "ad", limit: 5, after: two.next });
    const ids = [...two.customers, ...rest.customers].map(({ id }) => id);
    expect([new Set(ids).size, rest.next]).toEqual([2, null]);
  });

  it("finds nobody of another business, and nobody who has been erased", async () => {
    const other = as<TenantId>("other");
    const settings = await house.composed.tenants.settings(tenant);
    await house.composed.tenants.put(other, settings);
    await house.composed.tokens.put("theirs", other);
    for (const text of ["ada", "0120", "(404) 555-0120", "guest0@example.com"])
      expect((await search({ text }, "theirs")).customers).toEqual([]);

    const [ada] = (await search({ text: "ada example" })).customers;
    await house.handle(
      new Request(`http://127.0.0.1/v1/customers/${ada?.id}/erase`, {
        method: "POST",
        headers: { authorization: "Bearer desk", "idempotency-key": "1" },
      }),
    );
    await house.drive.drain();
    for (const text of ["ada example", "0120", "(404) 555-0120", "guest0@example.com", "erased"])
      expect(await found(text)).toEqual([]);
  });

  it.each([{ text: "a" }, { text: "" }, { text: 7 }, {}, { text: "ada", after: "x" }])(
    "is refused what it cannot look for: %j",
    async (body) => {
      expect((await search(body)).error).toMatchObject({ code: "payload_invalid" });
    },
  );
});

describe("a search on the page", () => {
  it("shows who was found, with a way to each, and writes names as text", async () => {
    const response = await submitted({ text: "Adam" });
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(text).toContain("1 customer found");
    expect(text).toMatch(/href="\/customers\/[0-9a-f]{32}"/);
    expect(text).toContain('value="Adam"');
    expect(text).not.toContain("<b>");
    expect(text).toContain("<title>Search · Riverside Clinic</title>"); // A history names nobody.
  });

  it("draws that nobody was found, and why", async () => {
    const text = await (await submitted({ text: "Zoe" })).text();
    expect(text).toContain("Nobody found");
    expect(text).toContain("<svg");
  });

  it.each([[{ text: "z" }], [{}], [{ text: "x".repeat(300) }], [{ text: "ada", after: "?" }]])(
    "says at the field what is wrong with %j",
    async (fields) => {
      const response = await submitted(fields);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toMatch(/aria-invalid="true" aria-describedby="search-problem" autofocus/);
      expect(text).toContain('role="alert"');
    },
  );

  it("writes what is typed back as text, also where it is no use", async () => {
    const text = await (await submitted({ text: '">' })).text();
    expect(text).toContain('value="&quot;&gt;"');
  });

  it("has its field on the list, labelled, and posts what is typed", async () => {
    const list = await house.handle(new Request("http://127.0.0.1/customers"));
    const text = await list.text();
    expect(text).toMatch(/<form class="search" role="search" method="post" action="\/customers">/);
    expect(text).toMatch(/<label for="search">[^]*<input id="search"/);
  });
});

it("leaves nothing of what was typed in logs and metrics", async () => {
  await submitted({ text: "Bea Before" });
  await submitted({ text: "(404) 555-0121" });
  await search({ text: "guest1@example.com" });
  const metrics = await house.handle(new Request("http://127.0.0.1/metrics"));
  const told = `${house.log.join("\n")}\n${await metrics.text()}`;
  for (const word of ["Bea", "Before", "0121", "guest1"]) expect(told).not.toContain(word);
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chained } from "#core/kernel/chain";
import { at } from "#core/kernel/time";
import { importList, openList } from "#local/import-list";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const start = at("2026-03-06T15:00:00Z");
const list = [
  "name,phone,email,opt out,consent,consent source",
  "Ada Lovelace,(404) 555-0123,ada@example.com,,yes,intake form",
  "Bob Example,404-555-0124,,yes,,",
  "Cy Example,404-555-0125,,,,",
].join("\n");

describe("a clinic brings its customers along", () => {
  it("and whoever then books is the same customer, with the STOP that stood in the list", async () => {
    const house = await open();
    expect(await imported(house, list)).toMatchObject({ added: 3, rejected: 0 });

    await house.post(inviteeCreated(booking({ start, name: "Ada L." })));
    await house.post(
      inviteeCreated(booking({ start, ...other("BOB"), name: "Bob", phone: "+1 404-555-0124" })),
    );

    expect(house.texts("+14045550123")).toHaveLength(1);
    expect(house.texts("+14045550124")).toEqual([]);
    expect(house.composed.deps.metricsText()).not.toContain("feed_failed");
    expect(house.log.filter((line) => line.includes('"error"'))).toEqual([]);
  });

  it("and again next month: who has not changed is left alone, bookings' names included", async () => {
    const house = await open();
    await imported(house, list);
    await house.post(inviteeCreated(booking({ start, name: "Ada Newname" })));

    const changed = list.replace("Cy Example", "Cy Newname");
    expect(await imported(house, changed)).toMatchObject({ added: 0, updated: 1, unchanged: 2 });
    expect(await nameOf(house, "+14045550123")).toBe("Ada Newname");
    expect(await nameOf(house, "+14045550125")).toBe("Cy Newname");
  });

  it("and what the list says of people lies sealed on the disk, chained like everything", async () => {
    const house = await open();
    await imported(house, list);
    const { feed, localTenant } = house.composed.deps;
    const entries = await feed.after(localTenant, 0, 100);
    const stored = JSON.stringify(entries);

    for (const personal of ["Lovelace", "5550123", "ada@example.com", "intake form"])
      expect(stored).not.toContain(personal);
    for (const { commit } of entries) {
      const { hash, ...rest } = commit;
      expect(chained(rest).hash).toBe(hash);
    }
  });

  it("and a booking without a zone is in the customer's own, from then on", async () => {
    const house = await open();
    await imported(house, "name,phone,zone\nLa,(404) 555-0123,America/Los_Angeles");
    const createdAt = house.composed.deps.clock.now();
    const webhook = inviteeCreated(booking({ start, createdAt, zone: null }));
    await house.post(webhook);
    expect(house.texts("+14045550123")).toEqual([
      expect.stringContaining("Fri, Mar 6 at 7:00 AM PST"),
    ]);

    await imported(house, "name,phone,zone\nLa,(404) 555-0123,America/Denver");
    await house.post(webhook);
    expect(house.texts("+14045550123")).toHaveLength(1);
    expect(house.log.filter((line) => line.includes("refused"))).toEqual([]);
  });

  it("but not back whom it has erased", async () => {
    const house = await open();
    await imported(house, list);
    const { customer } = await found(house, "+14045550123");
    const path = `http://127.0.0.1/v1/customers/${customer.id}/erase`;
    const headers = { authorization: "Bearer t", "idempotency-key": "e" };
    await house.handle(new Request(path, { method: "POST", headers }));
    await house.drive.drain();

    expect(await imported(house, list)).toMatchObject({ unchanged: 2, rejected: 1 });
    expect((await found(house, "+14045550123")).customer.contact.name).toBeNull();
  });
});

const other = (id: string) => ({
  inviteeUri: `https://api.calendly.com/scheduled_events/${id}/invitees/${id}`,
  eventUri: `https://api.calendly.com/scheduled_events/${id}`,
});

const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const open = async (): Promise<TestHouse> => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  opened.push(house);
  await house.composed.tokens.put("t", house.composed.deps.localTenant);
  return house;
};

let imports = 0;

const imported = async (house: TestHouse, csv: string) => {
  const path = join(house.folder, "list.csv");
  writeFileSync(path, csv);
  imports += 1;
  const wish = {
    path,
    importId: `import-${imports}`,
    operator: "test",
    isDryRun: false,
    country: null,
    evidence: null,
    columns: {},
  };
  const list = await openList(wish);
  if (!list.ok) return list.refusal;
  const report = await importList(house.composed.deps, list.value, wish);
  await house.drive.drain();
  return report;
};

type Found = {
  readonly customer: { readonly id: string; readonly contact: { readonly name: string | null } };
};

const found = async (house: TestHouse, phone: string): Promise<Found> => {
  const response = await house.handle(
    new Request("http://127.0.0.1/v1/customers/find", {
      method: "POST",
      headers: { authorization: "Bearer t" },
      body: JSON.stringify({ phone }),
    }),
  );
  return (await response.json()) as Found;
};

const nameOf = async (house: TestHouse, phone: string): Promise<string | null> =>
  (await found(house, phone)).customer.contact.name;

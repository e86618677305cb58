import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dataUnusable } from "#adapters/local/data-unusable";
import { executionsQueue } from "#core/app/react";
import { at } from "#core/kernel/time";
import type { DependencyHealth } from "#functions/http/health";
import { answerOf, calendlyRequest, signed } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";
const body = inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") }));

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse(now);
});
afterEach(() => house.close());

const ready = async () => {
  const response = await house.handle(new Request("http://127.0.0.1/ready"));
  const { dependencies } = (await response.json()) as {
    readonly dependencies: readonly DependencyHealth[];
  };
  const bad = dependencies
    .filter(({ isReady }) => !isReady)
    .map(({ name, why }) => `${name}: ${why}`);
  return { status: response.status, names: dependencies.map(({ name }) => name), bad };
};

describe("/health", () => {
  it("says that the process answers, whatever else is wrong", async () => {
    house.composed.db.close();
    const response = await house.handle(new Request("http://127.0.0.1/health"));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
    await expect(house.close()).rejects.toThrow();
    house = await testHouse(now);
  });
});

describe("/ready", () => {
  it("asks every dependency, and is content with a house at work", async () => {
    await house.post(body);

    expect(await ready()).toEqual({
      status: 200,
      names: [
        "store",
        "chains",
        "feed:react",
        "feed:project",
        "timers",
        "parked",
        "providers",
        "carrier",
      ],
      bad: [],
    });
  });

  it("says which provider does not answer, and is ready all the same", async () => {
    const { breakers, clock, localTenant } = house.composed.deps;
    const [since, until] = [clock.now(), at("2026-03-02T15:01:00Z")];
    const breaker = { status: "open", since, until } as const;
    await breakers.replace(localTenant, "carrier", { breaker, version: 0 });

    const response = await house.handle(new Request("http://127.0.0.1/ready"));
    expect(response.status).toBe(200);
    const { dependencies } = (await response.json()) as { dependencies: DependencyHealth[] };
    expect(dependencies.find(({ name }) => name === "providers")).toEqual({
      name: "providers",
      isReady: true,
      lag: 1,
      why: "down: carrier",
    });
    const today = await house.handle(new Request("http://127.0.0.1/"));
    expect(await today.text()).toContain("The carrier of texts has not answered since 10:00.");
  });

  it("is not while a commit is put aside that nobody could take", async () => {
    Object.assign(house.composed.deps, {
      timers: { ...house.composed.deps.timers, plan: () => Promise.reject(new TypeError("no")) },
    });
    await house.post(body);
    for (let round = 1; round <= 5; round++) await house.drive.drain();

    expect(await ready()).toMatchObject({ status: 503, bad: ["parked: look_at_dead_letters"] });
    expect(house.log.join("\n")).toContain('"event":"feed.parked","reader":"react"');
  });

  it("is not while there is a dead letter", async () => {
    const { queues, clock, localTenant: tenant } = house.composed.deps;
    await queues.send({ tenant, queue: executionsQueue, body: { what: "is this" } }, clock.now());
    await house.turnTo("2026-03-02T16:00:00Z");

    expect(await ready()).toMatchObject({ status: 503, bad: ["parked: look_at_dead_letters"] });
    expect(house.log.filter((line) => line.includes("execution.unreadable"))).toHaveLength(8);
  });

  it("is not while timers are overdue", async () => {
    await house.post(body);
    await house.composed.clock?.pin(at("2026-03-08T14:06:00Z")); // And nobody has rung them.

    expect(await ready()).toMatchObject({ status: 503, bad: ["timers: overdue"] });
  });

  it("is not once a commit was changed behind our back", async () => {
    await house.post(body);
    await house.composed.chains.check();
    expect((await ready()).status).toBe(200);
    expect(house.log.at(-1)).toContain('"event":"chain.verified"');

    const { db } = house.composed;
    db.writeNow(() => {
      db.run("DROP TRIGGER commits_are_never_changed");
      db.run("UPDATE commits SET body = replace(body, 'booked', 'bookes') WHERE version = 1");
    });
    await house.composed.chains.check();

    expect(await ready()).toMatchObject({ status: 503, bad: ["chains: hash_differs"] });
    expect(house.log.at(-1)).toMatch(/"event":"chain.fault".*"why":"hash_differs"/);
  });

  it("is not while nothing can be written", async () => {
    const { db } = house.composed;
    const { write } = db;
    Object.assign(db, { write: () => Promise.reject(dataUnusable("disk_full", "aro.db")) });
    expect(await ready()).toMatchObject({ status: 503, bad: ["store: DataUnusable"] });

    Object.assign(db, { write });
    expect((await ready()).status).toBe(200);
  });
});

describe("a full disk", () => {
  it("is answered 507, and what was refused is taken when there is room again", async () => {
    for (const n of [1, 2, 3]) await house.post(bodyOf(n)); // Every table has begun a page.
    await fill(house);
    const before = recordsOf(house.composed).commits();
    const fourth = bodyOf(4);
    const refused = await answerOf(
      await house.handle(calendlyRequest(house, { body: fourth, headers: signed(house, fourth) })),
    );
    expect(refused).toMatchObject({ status: 507, error: { code: "disk_full", retryable: true } });
    expect(recordsOf(house.composed).commits()).toBe(before);

    house.composed.db.get("PRAGMA max_page_count = 1000000");
    expect((await house.post(fourth)).status).toBe(200);
    expect(house.texts("+14045550104")).toHaveLength(1);
  });
});

const bodyOf = (n: number): string =>
  inviteeCreated(
    booking({
      start: at("2026-03-10T14:00:00Z"),
      phone: `+1404555010${n}`,
      inviteeUri: `https://api.calendly.com/scheduled_events/E${n}/invitees/I${n}`,
    }),
  );

/** Takes the database's room away, until not another row fits. */
const fill = async ({ composed: { db } }: TestHouse): Promise<void> => {
  await db.write(() => db.run("CREATE TABLE filler (x)"));
  const pages = db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
  db.get(`PRAGMA max_page_count = ${pages}`);
  for (const size of [4000, 1000, 100, 1]) {
    const more = () => db.write(() => db.run("INSERT INTO filler VALUES (zeroblob(?))", size));
    const until = async (): Promise<never> => {
      for (;;) await more();
    };
    await expect(until()).rejects.toMatchObject({ code: "disk_full" });
  }
};

import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { dataUnusable } from "#adapters/local/data-unusable";
import { at, plusMs } from "#core/kernel/time";
import { createRound } from "#local/pump";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
afterEach(() => house.close());

const now = at("2026-03-02T15:00:00Z");
const visit = at("2026-03-07T15:00:00Z");

/** No page may be added any more, and none is free. */
const fillDisk = async ({ composed: { db } }: TestHouse): Promise<void> => {
  const used = db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
  db.get(`PRAGMA max_page_count = ${used}`);
  for (let n = 0; n < 10_000; n += 1) {
    const filled = await db
      .write(() => db.run("INSERT INTO packs VALUES (?, ?)", `filler-${n}`, "x".repeat(900)))
      .then(
        () => false,
        () => true,
      );
    if (filled) return;
  }
};

describe("a disk that is full for a while", () => {
  it("puts no commit aside: what stops every commit is no fault of one", async () => {
    house = await testHouse(now);
    const { deps, tenants } = house.composed;
    await house.post(inviteeCreated(booking({ start: visit })));
    let failing = 12;
    const round = createRound({
      app: deps,
      tenants: tenants.all,
      slice: () => 10,
      react: { name: "fresh-reader", take: async () => undefined },
      project: {
        name: "another-reader",
        take: async () => {
          failing -= 1;
          if (failing >= 0) throw dataUnusable("disk_full", "aro.db");
        },
      },
      putBack: async () => undefined,
      onTimer: async () => undefined,
      onExecution: async () => undefined,
      classifications: { fill: async () => 0 },
      outside: [],
    });
    for (let n = 0; n < 20; n += 1) await round().catch(() => 0);

    expect(failing).toBeLessThan(0);
    const parked = deps.queues.receive("parked-another-reader", now, 10);
    expect(await parked).toEqual([]);
  });

  it("shows on the phone what has come, for that is only reading", async () => {
    house = await testHouse(now);
    await house.post(inviteeCreated(booking({ start: visit })));
    await fillDisk(house);
    const ask = (path: string, body?: string): Promise<Response> =>
      house.handle(
        new Request(`http://127.0.0.1/sandbox/phone/${path}`, body ? { method: "POST", body } : {}),
      );
    await ask("+14045550123", JSON.stringify({ body: "C" })); // Cannot be taken, and waits at the carrier.

    const shown = await ask("+14045550123");
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain("your appointment is booked");
  });

  it("is not asked again and again without a breath by something that is due", async () => {
    house = await testHouse(now);
    const { composed, drive } = house;
    await house.post(inviteeCreated(booking({ start: visit })));
    await fillDisk(house);
    let asked = 0;
    composed.deps.timers.next = async () => {
      asked += 1;
      return plusMs(composed.deps.clock.now(), -60_000); // Due, and it cannot be done.
    };
    drive.start();
    await pause(500);
    await drive.stop();

    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20);
  });
});

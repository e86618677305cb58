import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { dataUnusable } from "#adapters/local/data-unusable";
import { executionsQueue } from "#core/app/react";
import { at, plusMs } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

const now = "2026-03-02T15:00:00Z";
const phone = "+14045550123";
const body = inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") }));

const token = "token-of-a-test";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse(now);
  await house.composed.tokens.put(token, house.composed.deps.localTenant);
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => house.handle(new Request(url, init)));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await house.close();
});

const aro = async (...args: readonly string[]) => {
  const io = memoryIo(args.includes("--json"));
  const typed = args.filter((one) => one !== "--json");
  const server = ["--url", "http://127.0.0.1", "--token", token];
  const code = await runCli([...typed, ...server], io);
  return { code, said: io.said.join("\n"), complained: io.complained.join("\n") };
};

type Letter = { readonly id: string; readonly queue: string; readonly why: string };

const letters = async (): Promise<readonly Letter[]> =>
  (JSON.parse((await aro("dlq", "list", "--json")).said) as { deadLetters: Letter[] }).deadLetters;

/** As long as this lasts, nothing can plan a timer: whoever reacts to a booking fails. */
const withBrokenTimers = async (
  work: () => Promise<void>,
  error: Error = new TypeError("no"),
): Promise<void> => {
  const { deps } = house.composed;
  const { timers } = deps;
  Object.assign(deps, { timers: { ...timers, plan: () => Promise.reject(error) } });
  await work();
  Object.assign(deps, { timers });
};

const parkOne = () =>
  withBrokenTimers(async () => {
    await house.post(body);
    for (let round = 1; round <= 5; round++) await house.drive.drain();
  });

const isReady = async () =>
  (await house.handle(new Request("http://127.0.0.1/ready"))).status === 200;

describe("a commit that was put aside", () => {
  it("is listed, shown with what it is about, and taken once more when somebody gives it back", async () => {
    await parkOne();
    const [letter] = await letters();
    expect(letter).toMatchObject({ queue: "parked-react", why: "commit_not_taken" });
    const shown = await aro("dlq", "show", letter?.id ?? "");
    expect(shown.said).toMatch(/after 5 attempts: commit_not_taken\n {2}stream: appointment\/\w+/);

    const { code, said } = await aro("dlq", "replay", letter?.id ?? "");
    expect([code, said]).toEqual([exit.ok, `${letter?.id}   given back`]);
    await house.drive.drain();
    expect((await letters()).map(({ id }) => id)).not.toContain(letter?.id);
    expect(await isReady()).toBe(false);

    await aro("dlq", "replay", "--all");
    await house.drive.drain();
    expect(await letters()).toEqual([]);
    expect(await isReady()).toBe(true);
    await house.turnTo("2026-03-08T15:00:00Z");
    expect(house.texts(phone).map((text) => text.slice(0, 16))).toEqual([
      "2026-03-02T15:00",
      "2026-03-08T14:00",
    ]);
  });

  it("may be given back twice: nothing is sent again", async () => {
    await parkOne();
    const [letter] = await letters();
    const id = letter?.id ?? "";
    expect((await aro("dlq", "replay", id, "--json")).said).toContain('"outcome": "replayed"');
    expect((await aro("dlq", "replay", id, "--json")).said).toContain('"outcome": "nothing_new"');
    await house.drive.drain();
    const again = await aro("dlq", "replay", id);
    expect(again).toMatchObject({
      code: exit.ok,
      said: expect.stringContaining("given back before"),
    });
    await house.drive.drain();
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("comes back to the list under its number, with the error's name, when it fails again", async () => {
    await parkOne();
    const before = await letters();
    await withBrokenTimers(async () => {
      await aro("dlq", "replay", "--all");
      await house.turnTo("2026-03-02T15:10:00Z");
    });
    const after = await letters();
    expect(before.map(({ id }) => id)).toEqual(expect.arrayContaining(after.map(({ id }) => id)));
    expect(after[0]).toMatchObject({ queue: "given-back-react", why: "TypeError" });

    await aro("dlq", "replay", "--all");
    await house.drive.drain();
    expect(await letters()).toEqual([]);
  });
});

describe("a data folder that fails while a commit is taken once more", () => {
  const takeOften = (why: "disk_full" | "data_corrupt") =>
    withBrokenTimers(
      async () => {
        await aro("dlq", "replay", "--all");
        for (let minute = 1; minute <= 12; minute += 1) {
          await house.drive.drain().catch(() => undefined);
          await house.composed.clock?.pin(plusMs(at(now), minute * 90_000));
        }
      },
      dataUnusable(why, "aro.db"),
    );

  it("is no fault of the commit: no try counts against it, and it is taken once the folder is well", async () => {
    await parkOne();
    await takeOften("disk_full");
    expect(await letters()).toEqual([]);
    expect(house.log.join("\n")).toContain('"event":"feed.failed"');
    await house.drive.drain();
    await house.turnTo("2026-03-08T15:00:00Z");
    expect(house.texts(phone)).toHaveLength(2);
  });

  it("where a page is damaged, the commit comes back to the list: others are not held up", async () => {
    await parkOne();
    await takeOften("data_corrupt");
    expect((await letters())[0]).toMatchObject({ queue: "given-back-react", why: "DataUnusable" });
  });
});

describe("a message whose attempts are used up", () => {
  const bury = async (what: string) => {
    const { queues, clock, localTenant: tenant } = house.composed.deps;
    await queues.send({ tenant, queue: executionsQueue, body: { what } }, clock.now());
    await house.turnTo("2026-03-02T16:00:00Z");
  };

  it("goes back to its queue, and is buried under its number if it is still no good", async () => {
    await bury("is this");
    const [letter] = await letters();
    expect(letter).toMatchObject({ queue: executionsQueue, why: "unreadable" });
    await aro("dlq", "replay", "--all");
    expect(await letters()).toEqual([]);
    await house.turnTo("2026-03-02T17:00:00Z");
    expect(await letters()).toEqual([letter]);
  });

  it("is shown although nobody can read what it says, as one of a clock on AWS", async () => {
    await bury("is this");
    const [{ id } = { id: "" }] = await letters();
    const { db } = house.composed;
    await db.write(() => db.run("UPDATE dead_letters SET body = 'null'"));
    const { code, said } = await aro("dlq", "show", id);
    expect([code, said]).toEqual([exit.ok, `${id}   executions\n  after 8 attempts: unreadable`]);
  });

  it("is nobody else's: only the business that it is about may see it, or give it back", async () => {
    await bury("is this");
    const [letter] = await letters();
    const { deadLetters } = house.composed.deps;
    const other = "somebody-else" as typeof house.composed.deps.localTenant;
    const all = { isArchived: false, after: 0, limit: 10 };
    expect(await deadLetters.list(other, all)).toEqual([]);
    const wish = { tenant: other, letter: letter?.id ?? "", key: "k" };
    expect(await deadLetters.replay(wish)).toEqual({ outcome: "not_found" });
    expect(await letters()).toEqual([letter]);
  });
});

describe("aro dlq", () => {
  it("says that there is nothing", async () => {
    expect((await aro("dlq", "list")).said).toBe("Nothing was put aside.");
    expect((await aro("dlq", "replay", "--all")).said).toBe("Nothing was put aside.");
    expect(await aro("dlq", "show", "77")).toMatchObject({
      code: exit.failure,
      complained: expect.stringContaining("not_found"),
    });
  });

  it.each([["show"], ["show", "x"], ["replay"], ["replay", "x"], ["replay", "1", "--all"]])(
    "wants ids: dlq %s %s %s",
    async (...args) => {
      expect((await aro("dlq", ...args)).code).toBe(exit.invalidInput);
    },
  );
});

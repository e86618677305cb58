import { EventEmitter, once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyChains } from "#adapters/local/chain-check";
import { createCommitCache } from "#adapters/local/commit-cache";
import { createEventStore } from "#adapters/local/event-store";
import { fairly } from "#adapters/local/fairly";
import { genesis } from "#core/kernel/chain";
import { as, type StreamName } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type LocalPorts, localStage } from "#test/support/local-ports";
import {
  appendNext,
  guestArrived,
  house,
  newCommit,
  tenantA,
  tenantB,
} from "#test/support/sample-commits";

let ports: LocalPorts;
let close: () => void;
beforeEach(() => {
  ({ port: ports, close } = localStage((all) => all)());
});
afterEach(() => close());

const streamNamed = (name: string | number): StreamName => as(`house/${name}`);
const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: null });

describe("the check of the whole log", () => {
  const fill = async (streams: number) => {
    for (let n = 0; n < streams; n += 1)
      for (let version = 0; version < 3; version += 1)
        await appendNext(ports.store, { stream: streamNamed(n), events: [mrsIto] });
  };
  /** Changes the log behind the store's back. */
  const forge = (sql: string) => {
    ports.db.writeNow(() => {
      ports.db.run("DROP TRIGGER IF EXISTS commits_are_never_changed");
      ports.db.run("DROP TRIGGER IF EXISTS commits_are_never_deleted");
      ports.db.run(sql);
    });
  };

  it("finds nothing wrong with an empty log", async () => {
    expect(await verifyChains(ports.db)).toEqual({ streams: 0, commits: 0, fault: null });
  });

  it("finds nothing wrong with honest commits, also after an erasure", async () => {
    await fill(200); // More than fit on a page.
    await appendNext(ports.store, { tenant: tenantB });
    await ports.vault.destroy(tenantA, "guest-1");
    expect(await verifyChains(ports.db)).toEqual({ streams: 201, commits: 601, fault: null });
  });

  it.each([
    [
      "a changed event",
      `UPDATE commits SET body = replace(body, 'guest-1', 'guest-2') WHERE version = 2`,
      "hash_differs",
    ],
    ["a changed column", `UPDATE commits SET command_id = 'x' WHERE version = 2`, "row_differs"],
    [
      "a body that is no JSON",
      `UPDATE commits SET body = substr(body, 2) WHERE version = 2`,
      "row_differs",
    ],
    ["a commit taken out", "DELETE FROM commits WHERE version = 2", "version_gap"],
  ])("names the first place of %s", async (_, sql, why) => {
    await fill(2);
    forge(sql);
    const { fault } = await verifyChains(ports.db);
    expect(fault).toEqual({ tenant: tenantA, stream: "house/0", version: 2, why });
  });

  it("notices that a stream was cut short or taken away, by the gap in the positions", async () => {
    await fill(2);
    forge("DELETE FROM commits WHERE stream = 'house/0' AND version = 3");
    expect((await verifyChains(ports.db)).fault).toEqual({ tenant: tenantA, why: "position_gap" });
  });
});

describe("the memory of opened commits", () => {
  it("gives every reader the same frozen objects", async () => {
    await appendNext(ports.store, { events: [mrsIto] });
    const first = await ports.store.read(tenantA, house);
    const second = await ports.store.read(tenantA, house);
    expect(second.commits[0]).toBe(first.commits[0]);
    expect(Object.isFrozen(first.commits[0]?.events[0])).toBe(true);
  });

  it("remembers an appended commit as a fresh read would give it", async () => {
    const loose = { ...mrsIto, note: undefined };
    await appendNext(ports.store, { events: [loose] });
    const remembered = await ports.store.read(tenantA, house);
    const fresh = await createEventStore(ports).read(tenantA, house);
    expect(remembered).toStrictEqual(fresh);
  });

  /** A store that has nothing in memory yet, and whose codec waits, when it is done, for the signal. */
  const hesitating = (verb: "seal" | "open") => {
    const bell = new EventEmitter();
    const signal = once(bell, "go on");
    const codec = {
      ...ports.codec,
      [verb]: async (commit: Commit) => {
        const done = await ports.codec[verb](commit);
        await signal;
        return done;
      },
    };
    return { store: createEventStore({ ...ports, codec }), goOn: () => bell.emit("go on") };
  };

  it("does not keep a stream that grew while it was being opened", async () => {
    await appendNext(ports.store);
    const { commits } = await ports.store.read(tenantA, house);
    const { store, goOn } = hesitating("open");
    const reading = store.read(tenantA, house);
    await store.append(newCommit({ version: 2, prev: commits[0]?.hash ?? genesis }));
    goOn();
    await reading;
    expect((await store.read(tenantA, house)).commits).toHaveLength(2);
  });

  it.each(["seal", "open"] as const)(
    "does not keep in the clear what was erased while the codec was about to %s it",
    async (verb) => {
      if (verb === "open") await appendNext(ports.store, { events: [mrsIto] });
      const { store, goOn } = hesitating(verb);
      const working =
        verb === "open"
          ? store.read(tenantA, house)
          : store.append(newCommit({ events: [mrsIto] }));
      await setImmediate(); // Long enough for the codec to have made its key and done its work.
      await setImmediate();
      await ports.vault.destroy(tenantA, "guest-1");
      goOn();
      await working;
      const { commits } = await store.read(tenantA, house);
      expect(commits[0]?.events).toMatchObject([{ contact: { name: "[erased]" } }]);
    },
  );

  it("stays within its bounds", async () => {
    const cache = createCommitCache({ maxStreams: 10, maxCharacters: 3_000 });
    const store = createEventStore({ ...ports, cache });
    for (let n = 0; n < 30; n += 1) await appendNext(store, { stream: streamNamed(n) });
    const kept = Array.from({ length: 30 }, (_, n) => n).filter((n) =>
      cache.get(tenantA, streamNamed(n)),
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(10);
    expect(kept.at(-1)).toBe(29);
  });
});

describe("the feed's bell", () => {
  it("rings for an appended commit only, and when it can be read", async () => {
    const { store, feed } = ports;
    const heard: Promise<number>[] = [];
    const stop = store.onAppended((tenant) => {
      heard.push(feed.after(tenant, 0, 10).then((entries) => entries.length));
    });
    const first = await appendNext(store);
    await store.append(first);
    await store.append(newCommit({ command: "too late" }));
    stop();
    await appendNext(store);
    expect(await Promise.all(heard)).toEqual([1]);
    expect(feed.tenants()).toEqual([tenantA]);
  });
});

describe("a row of a view", () => {
  it("refuses to fold two streams", async () => {
    const row = (stream: StreamName) => ({
      view: "visits",
      key: "1",
      index1: null,
      index2: null,
      data: null,
      source: { stream, version: 1 },
    });
    await ports.views.put(tenantA, row(streamNamed(1)));
    await expect(ports.views.put(tenantA, row(streamNamed(2)))).rejects.toThrow("another stream");
  });
});

describe("taking turns", () => {
  const of = (tenant: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({ tenant: as<typeof tenantA>(tenant), n }));

  it("begins behind the tenant served last and goes round", () => {
    const waiting = [of("a", 3), of("b", 1), of("c", 2)];
    const names = (after: string | null) =>
      fairly(waiting, { limit: 5, after: after === null ? null : as(after) })
        .map(({ tenant }) => tenant)
        .join("");
    expect([null, "a", "b", "c", "bb"].map(names)).toEqual([
      "abcac",
      "bcaca",
      "cabca",
      "abcac",
      "cabca",
    ]);
  });
});

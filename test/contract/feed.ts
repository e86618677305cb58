import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { firstFault } from "#core/kernel/chain";
import { as } from "#core/kernel/ids";
import type { EventStore, Feed, FeedEntry } from "#core/ports/event-store";
import { contractOf } from "#test/contract/contract";
import {
  appendNext,
  guestArrived,
  house,
  newCommit,
  tenantA,
  tenantB,
} from "#test/support/sample-commits";

export type FeedStage = { readonly store: EventStore; readonly feed: Feed };

const positions = (entries: readonly FeedEntry[]) => entries.map(({ position }) => position);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** Follows the feed as a reactor does, from its own position on, until nothing new can come. */
const followDuring = async (feed: Feed, writing: Promise<unknown>): Promise<FeedEntry[]> => {
  const seen: FeedEntry[] = [];
  const readOn = async () => {
    const entries = await feed.after(tenantA, seen.at(-1)?.position ?? 0, 7);
    seen.push(...entries);
    return entries.length;
  };
  const state = { isWriting: true };
  const written = writing.finally(() => {
    state.isWriting = false;
  });
  while ((await readOn()) > 0 || state.isWriting) await setTimeout(0);
  await written;
  return seen;
};

export const feedContract = contractOf<FeedStage>("Feed", [
  [
    "gives every commit a position, 1, 2, 3, in the order of appending",
    async ({ store, feed }) => {
      for (const stream of ["house/1", "house/2", "house/1"])
        await appendNext(store, { stream: as(stream) });
      const entries = await feed.after(tenantA, 0, 10);
      expect(positions(entries)).toEqual([1, 2, 3]);
      expect(entries.map(({ commit }) => commit.stream)).toEqual(["house/1", "house/2", "house/1"]);
    },
  ],
  [
    "gives what comes after a position, and no more than asked for",
    async ({ store, feed }) => {
      for (let n = 0; n < 5; n += 1) await appendNext(store);
      expect(positions(await feed.after(tenantA, 2, 2))).toEqual([3, 4]);
      expect(positions(await feed.after(tenantA, 5, 2))).toEqual([]);
    },
  ],
  [
    "gives the same answer when it is asked again",
    async ({ store, feed }) => {
      for (let n = 0; n < 3; n += 1) await appendNext(store);
      const once = await feed.after(tenantA, 0, 10);
      expect(await feed.after(tenantA, 0, 10)).toEqual(once);
      expect(once).toHaveLength(3);
    },
  ],
  [
    "counts for each tenant on its own",
    async ({ store, feed }) => {
      await appendNext(store);
      await appendNext(store, { tenant: tenantB });
      const entries = await feed.after(tenantB, 0, 10);
      expect(entries.map(({ position, commit }) => [position, commit.tenant])).toEqual([
        [1, tenantB],
      ]);
    },
  ],
  [
    "spends no position on a refused or repeated commit",
    async ({ store, feed }) => {
      const first = await appendNext(store);
      await store.append(first);
      await store.append(newCommit({ command: "too late" }));
      await appendNext(store);
      expect(positions(await feed.after(tenantA, 0, 10))).toEqual([1, 2]);
    },
  ],
  [
    "never lets a reader skip a commit while writers race",
    async ({ store, feed }) => {
      const writers = 12;
      const commitsEach = 5;
      const write = async (writer: number) => {
        for (let n = 0; n < commitsEach; n += 1) {
          await appendNext(store, { stream: as(`house/${writer}`) });
          if ((writer + n) % 3 === 0) await setTimeout(1);
        }
      };
      const seen = await followDuring(feed, Promise.all(upTo(writers).map(write)));
      expect(positions(seen)).toEqual(upTo(writers * commitsEach));
      const names = seen.map(({ commit }) => `${commit.stream}@${commit.version}`);
      expect(new Set(names).size).toBe(writers * commitsEach);
    },
  ],
  [
    "keeps personal fields sealed until the store opens them",
    async ({ store, feed }) => {
      const event = guestArrived("guest-1", { name: "Mrs Ito", phone: null });
      await appendNext(store, { events: [event] });
      const [entry] = await feed.after(tenantA, 0, 1);
      expect(JSON.stringify(entry)).not.toContain("Ito");
      const opened = entry && (await store.open(entry.commit));
      expect(opened?.events).toEqual([event]);
      expect(opened?.hash).toBe(entry?.commit.hash);
    },
  ],
  [
    "gives the commits as they were chained, so that anybody can verify them",
    async ({ store, feed }) => {
      const event = guestArrived("guest-1", { name: "Mrs Ito", phone: null });
      for (let n = 0; n < 3; n += 1) await appendNext(store, { stream: house, events: [event] });
      const entries = await feed.after(tenantA, 0, 10);
      expect(firstFault(entries.map(({ commit }) => commit))).toBeNull();
      expect(entries).toHaveLength(3);
    },
  ],
]);

import { expect } from "vitest";
import { genesis } from "#core/kernel/chain";
import { as } from "#core/kernel/ids";
import type { EventStore } from "#core/ports/event-store";
import type { Vault } from "#core/ports/vault";
import { contractOf } from "#test/contract/contract";
import {
  appendNext,
  guestArrived,
  house,
  newCommit,
  tenantA,
  tenantB,
} from "#test/support/sample-commits";

export type EventStoreStage = { readonly store: EventStore; readonly vault: Vault };

const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: "+15550100" });

const versionsIn = async (store: EventStore): Promise<readonly number[]> =>
  (await store.read(tenantA, house)).commits.map(({ version }) => version);

export const eventStoreContract = contractOf<EventStoreStage>("EventStore", [
  [
    "reads a stream that nobody has written as empty",
    async ({ store }) => {
      expect(await store.read(tenantA, house)).toEqual({ commits: [] });
    },
  ],
  [
    "gives back what was appended, oldest first, with its personal fields readable",
    async ({ store }) => {
      const first = await appendNext(store, { events: [mrsIto] });
      const second = await appendNext(store);
      const { commits } = await store.read(tenantA, house);
      expect(commits).toMatchObject([first, second]);
    },
  ],
  [
    "gives the hash that the next commit must point back to",
    async ({ store }) => {
      await appendNext(store);
      await appendNext(store);
      const { commits } = await store.read(tenantA, house);
      expect(commits.map(({ prev }) => prev)).toEqual([genesis, commits[0]?.hash]);
      expect(new Set(commits.map(({ hash }) => hash)).size).toBe(2);
    },
  ],
  [
    "refuses a version that somebody else has written",
    async ({ store }) => {
      await store.append(newCommit({ command: "theirs" }));
      expect(await store.append(newCommit({ command: "ours" }))).toBe("version_moved");
      const { commits } = await store.read(tenantA, house);
      expect(commits.map(({ commandId }) => commandId)).toEqual(["theirs"]);
    },
  ],
  [
    "answers a repeated commit with already_appended and writes nothing",
    async ({ store }) => {
      const commit = newCommit();
      await store.append(commit);
      expect(await store.append(commit)).toBe("already_appended");
      expect(await versionsIn(store)).toEqual([1]);
    },
  ],
  [
    "still knows the repeated commit after others have followed it",
    async ({ store }) => {
      const first = await appendNext(store);
      await appendNext(store);
      expect(await store.append(first)).toBe("already_appended");
    },
  ],
  [
    "has a command with another payload under the same id decided again, so that it is refused",
    async ({ store }) => {
      await store.append(newCommit({ command: "once" }));
      const other = newCommit({ command: "once", payloadHash: as("cd".repeat(32)) });
      expect(await store.append(other)).toBe("version_moved");
    },
  ],
  [
    "refuses a commit that would leave a gap",
    async ({ store }) => {
      await appendNext(store);
      const { commits } = await store.read(tenantA, house);
      const prev = commits[0]?.hash ?? genesis;
      expect(await store.append(newCommit({ version: 3, prev }))).toBe("version_moved");
      expect(await versionsIn(store)).toEqual([1]);
    },
  ],
  [
    "refuses a commit that does not follow from the last one",
    async ({ store }) => {
      await appendNext(store);
      const strange = newCommit({ version: 2, prev: genesis });
      expect(await store.append(strange)).toBe("version_moved");
      expect(await versionsIn(store)).toEqual([1]);
    },
  ],
  [
    "refuses a command that has already written another version",
    async ({ store }) => {
      await appendNext(store, { command: "once" });
      const { commits } = await store.read(tenantA, house);
      const prev = commits[0]?.hash ?? genesis;
      const again = newCommit({ command: "once", version: 2, prev });
      expect(await store.append(again)).toBe("version_moved");
      expect(await versionsIn(store)).toEqual([1]);
    },
  ],
  [
    "lets exactly one of twenty racing writers win",
    async ({ store }) => {
      const writers = Array.from({ length: 20 }, (_, n) => newCommit({ command: `writer-${n}` }));
      const outcomes = await Promise.all(writers.map((commit) => store.append(commit)));
      expect(outcomes.filter((outcome) => outcome === "appended")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "version_moved")).toHaveLength(19);
      const winner = writers[outcomes.indexOf("appended")];
      expect((await store.read(tenantA, house)).commits).toMatchObject([winner]);
    },
  ],
  [
    "shows a reader who saw a refusal the commit that was in the way",
    async ({ store }) => {
      await store.read(tenantA, house);
      const sees = async (command: string) => {
        const outcome = await store.append(newCommit({ command }));
        return { outcome, seen: await versionsIn(store) };
      };
      const both = await Promise.all([sees("one"), sees("two")]);
      expect(both.map(({ seen }) => seen)).toEqual([[1], [1]]);
    },
  ],
  [
    "keeps tenants apart, also in streams of the same name",
    async ({ store }) => {
      await appendNext(store, { command: "a" });
      await appendNext(store, { tenant: tenantB, command: "b", events: [mrsIto] });
      const { commits } = await store.read(tenantB, house);
      expect(commits.map(({ commandId }) => commandId)).toEqual(["b"]);
    },
  ],
  [
    "reads the fields of an erased subject as [erased] and all others as before",
    async ({ store, vault }) => {
      const mrJones = guestArrived("guest-2", { name: "Mr Jones", phone: null });
      await appendNext(store, { events: [mrsIto, mrJones] });
      await store.read(tenantA, house); // What has been read once must not be remembered in the clear.
      await vault.destroy(tenantA, "guest-1");
      const { commits } = await store.read(tenantA, house);
      expect(commits[0]?.events).toEqual([
        guestArrived("guest-1", { name: "[erased]", phone: "[erased]" }),
        mrJones,
      ]);
    },
  ],
  [
    "does not let one reader change what the next one reads",
    async ({ store }) => {
      await appendNext(store, { events: [mrsIto] });
      const { commits } = await store.read(tenantA, house);
      const vandal = () => Object.assign(commits[0]?.events[0] as object, { guest: "vandal" });
      try {
        vandal();
      } catch {
        // Refusing the change is as good as hiding it.
      }
      expect((await store.read(tenantA, house)).commits[0]?.events).toEqual([mrsIto]);
    },
  ],
  [
    "writes nothing of a commit that holds an event not in the catalog",
    async ({ store }) => {
      const commit = newCommit({ events: [mrsIto, { type: "nobody.knows" }] });
      await expect(store.append(commit)).rejects.toThrow("nobody.knows");
      expect(await versionsIn(store)).toEqual([]);
    },
  ],
  [
    "refuses to append a commit without events",
    async ({ store }) => {
      await expect(store.append(newCommit({ events: [] }))).rejects.toThrow("without events");
      expect((await store.read(tenantA, as("house/1"))).commits).toEqual([]);
    },
  ],
]);

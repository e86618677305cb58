import { afterEach, beforeEach, expect, it } from "vitest";
import { createEventStore } from "#adapters/local/event-store";
import { createGroupCommit } from "#adapters/local/group-commit";
import type { Database } from "#adapters/local/database";
import { createDisk, type Disk } from "#test/support/slow-disk";
import { type LocalPorts, localStage } from "#test/support/local-ports";
import { house, newCommit, tenantA } from "#test/support/sample-commits";

let disk: Disk;
let transactions: string[];

const groupOn = (slow: Disk) =>
  createGroupCommit({
    exec: (sql) => void transactions.push(sql),
    isInTransaction: () => false,
    isFatal: () => false,
    sync: slow.sync,
    syncNow: () => undefined,
    mostTogether: 256,
  });

beforeEach(() => {
  disk = createDisk();
  transactions = [];
});

it("tells nobody of a commit before the disk has it", async () => {
  const group = groupOn(disk);
  const told: string[] = [];
  const writing = group.write(() => "booked").then((what) => told.push(what));
  await disk.asked(1);
  expect(transactions).toEqual(["BEGIN IMMEDIATE", "COMMIT"]);
  expect(told).toEqual([]);

  disk.done();
  await writing;
  expect(told).toEqual(["booked"]);
});

it("lets one turn of the disk answer for all that was committed meanwhile", async () => {
  const group = groupOn(disk);
  const first = group.write(() => 1);
  await disk.asked(1);
  const later = [group.write(() => 2), group.write(() => 3)];
  await group.commit(() => 4); // A transaction after theirs.
  expect(disk.turns()).toBe(1);

  disk.done();
  await first;
  await disk.asked(2);
  disk.done();
  expect(await Promise.all(later)).toEqual([2, 3]);
  expect(disk.turns()).toBe(2);
});

it("answers at COMMIT for what a power cut may take", async () => {
  const group = groupOn(disk);
  expect(await group.commit(() => "cursor")).toBe("cursor");
  expect(disk.turns()).toBe(0);
});

it("believes nothing any more once the disk has failed", async () => {
  const group = groupOn(disk);
  const first = group.write(() => "lost");
  await disk.asked(1);
  const second = group.write(() => "behind it");
  await group.commit(() => "turn");
  disk.fails(new Error("EIO"));

  await expect(first).rejects.toThrow("EIO");
  await expect(second).rejects.toThrow("EIO");
  await expect(group.write(() => "later")).rejects.toThrow("EIO");
  await expect(group.durable()).rejects.toThrow("EIO");
  expect(disk.turns()).toBe(1);
});

let stage: { readonly port: LocalPorts; readonly close: () => void };
beforeEach(() => {
  stage = localStage((ports) => ports)();
});
afterEach(() => stage.close());

it("lets nobody read a commit that a power cut could still take away", async () => {
  const { port: ports } = stage;
  const waiting: (() => void)[] = [];
  let durable: Promise<void> = Promise.resolve();
  const db: Database = {
    ...ports.db,
    write: async (work, committed) => {
      durable = new Promise((resolve) => waiting.push(resolve));
      const value = await ports.db.write(work, committed);
      await durable;
      return value;
    },
    durable: () => durable,
  };
  const store = createEventStore({ db, codec: ports.codec, vault: ports.vault });
  const appending = store.append(newCommit({ command: "book" }));
  await ports.db.commit(() => undefined);

  const seen: string[] = [];
  const reading = [
    store.read(tenantA, house).then(({ commits }) => seen.push(`read ${commits.length}`)),
    store.readFacts(tenantA, house).then(({ commits }) => seen.push(`facts ${commits.length}`)),
  ];
  await ports.db.commit(() => undefined);
  expect(seen).toEqual([]);

  for (const resolve of waiting) resolve();
  expect(await appending).toBe("appended");
  await Promise.all(reading);
  expect(seen.toSorted()).toEqual(["facts 1", "read 1"]);
});

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createCheckpointer } from "#adapters/local/checkpointer";
import { asDataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { type Database, openDatabase } from "#adapters/local/database";
import { acquireLock } from "#adapters/local/lock";
import { migrations } from "#adapters/local/schema";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
let path: string;

beforeEach(() => {
  directory = temporaryDirectory();
  path = directory.file("aro.db");
});
afterEach(() => directory.remove());

const note = (db: Database, reader: string) =>
  db.run("INSERT INTO cursors (tenant, reader, position) VALUES ('t', ?, 1)", reader);
const notes = (db: Database) =>
  db.all<{ reader: string }>("SELECT reader FROM cursors ORDER BY reader").map((row) => row.reader);

/** What `work` throws, as the person at the terminal would read it. */
const complaint = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isDataUnusable(error)) return `${error.code}: ${error.message.replaceAll(path, "PATH")}`;
    throw error;
  }
  return "none";
};

it("keeps what it resolved, over closing and opening", async () => {
  const db = openDatabase(path);
  await db.write(() => note(db, "one"));
  db.close();

  const again = openDatabase(path);
  expect(notes(again)).toEqual(["one"]);
  again.close();
});

it("writes its journal ahead, and leaves the waiting for the disk to us", () => {
  const db = openDatabase(path);
  expect(db.get("PRAGMA journal_mode")).toEqual({ journal_mode: "wal" });
  expect(db.get("PRAGMA synchronous")).toEqual({ synchronous: 1 });
  expect(db.get("PRAGMA secure_delete")).toEqual({ secure_delete: 1 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  db.close();
});

it("puts writes of one turn into one transaction, and resolves none before its COMMIT", async () => {
  const db = openDatabase(path);
  const other = openDatabase(path);
  const seenByOthers: number[] = [];
  const writes = ["a", "b", "c"].map((name) =>
    db.write(() => {
      note(db, name);
      seenByOthers.push(notes(other).length);
    }),
  );
  await writes[0];
  expect(notes(other)).toEqual(["a", "b", "c"]);
  expect(seenByOthers).toEqual([0, 0, 0]);
  await Promise.all(writes);
  db.close();
  other.close();
});

it("rolls back a write that throws half-way, and keeps its neighbours", async () => {
  const db = openDatabase(path);
  const outcomes = await Promise.allSettled([
    db.write(() => note(db, "before")),
    db.write(() => {
      note(db, "half");
      throw new Error("changed my mind");
    }),
    db.write(() => note(db, "after")),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(notes(db)).toEqual(["after", "before"]);
  db.close();
});

it("tells the caches of a batch before it resolves any of its promises", async () => {
  const db = openDatabase(path);
  const order: string[] = [];
  const write = (name: string) =>
    db
      .write(
        () => note(db, name),
        () => order.push(`${name} committed`),
      )
      .then(() => order.push(name));
  await Promise.all([write("one"), write("two")]);
  expect(order).toEqual(["one committed", "two committed", "one", "two"]);
  db.close();
});

it("writes more than one batch can hold", async () => {
  const db = openDatabase(path);
  const names = Array.from({ length: 700 }, (_, n) => `reader-${n}`);
  await Promise.all(names.map((name) => db.write(() => note(db, name))));
  expect(notes(db)).toHaveLength(700);
  db.close();
});

it("commits what is still queued when it is closed", async () => {
  const db = openDatabase(path);
  const writing = db.write(() => note(db, "last words"));
  db.close();
  await writing;

  const again = openDatabase(path);
  expect(notes(again)).toEqual(["last words"]);
  again.close();
});

it("refuses a whole batch when the disk is full, goes on reading, and writes again when there is room", async () => {
  const db = openDatabase(path);
  await db.write(() => note(db, "early"));
  const { page_count: pages = 0 } = db.get<{ page_count: number }>("PRAGMA page_count") ?? {};
  db.get(`PRAGMA max_page_count = ${pages}`);

  const small = db.write(() => note(db, "small"));
  const large = db.write(() => note(db, "large".repeat(50_000)));
  const failures = await Promise.allSettled([small, large]);
  for (const failure of failures)
    expect(failure).toMatchObject({ status: "rejected", reason: { code: "disk_full" } });
  expect(notes(db)).toEqual(["early"]);

  db.get("PRAGMA max_page_count = 100000");
  await db.write(() => note(db, "late"));
  expect(notes(db)).toEqual(["early", "late"]);
  db.close();
});

it("never changes and never deletes a commit", () => {
  const db = openDatabase(path);
  db.writeNow(() => db.run("INSERT INTO commits VALUES ('t', 1, 's', 1, 'c', 'h', '{}')"));
  const change = (sql: string) => () => db.writeNow(() => db.run(sql));
  expect(change("UPDATE commits SET body = '[]'")).toThrow("a commit is never changed");
  expect(change("DELETE FROM commits")).toThrow("a commit is never deleted");
  db.close();
});

it("refuses a database that a newer program has written", () => {
  const db = openDatabase(path);
  db.get(`PRAGMA user_version = ${migrations.length + 1}`);
  db.close();
  expect(complaint(() => openDatabase(path))).toBe(
    `data_newer: Cannot use the data in "PATH": a newer ARO has written it (schema ${
      migrations.length + 1
    }, this one knows ${migrations.length}).`,
  );
});

it("refuses a file that is no database", () => {
  writeFileSync(path, "dear diary, ".repeat(1_000));
  expect(complaint(() => openDatabase(path))).toBe(
    'data_corrupt: Cannot use the data in "PATH": the file is damaged; restore it from a backup.',
  );
});

it("refuses a database with a damaged page", async () => {
  const db = openDatabase(path);
  for (let n = 0; n < 500; n += 1) void db.write(() => note(db, `reader ${n} `.repeat(20)));
  db.close();
  const bytes = readFileSync(path);
  bytes.fill(0xee, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.8));
  writeFileSync(path, bytes);
  expect(complaint(() => openDatabase(path))).toContain("data_corrupt: ");
});

it("refuses a directory that is not there", () => {
  path = directory.file("nowhere/aro.db");
  expect(complaint(() => openDatabase(path))).toBe(
    'data_directory_unreadable: Cannot use the data in "PATH": this user may not read and write it, or it does not exist.',
  );
});

it("refuses a directory in the place of the file", () => {
  mkdirSync(path);
  expect(complaint(() => openDatabase(path))).toContain("data_directory_unreadable: ");
});

it.each([
  ["EACCES", "data_directory_unreadable"],
  ["EROFS", "data_directory_unreadable"],
  ["ENOSPC", "disk_full"],
])("knows what %s means for the data", (code, meaning) => {
  const failure = Object.assign(new Error("from the system"), { code });
  expect(asDataUnusable(failure, path)).toMatchObject({ code: meaning });
});

it("passes on a failure that says nothing about the data", () => {
  const failure = new Error("the program is wrong");
  expect(asDataUnusable(failure, path)).toBe(failure);
});

it("gives a data directory to one holder at a time", () => {
  const lock = acquireLock(directory.file("aro.lock"));
  path = directory.path;
  expect(complaint(() => acquireLock(directory.file("aro.lock")))).toBe(
    'data_in_use: Cannot use the data in "PATH": another ARO process is using it.',
  );
  lock.release();
  acquireLock(directory.file("aro.lock")).release();
});

it("copies a long write-ahead log home beside the work, and begins it anew", async () => {
  const db = openDatabase(path);
  const page = "x".repeat(40_000);
  const sizes: number[] = [];
  for (let count = 0; count < 1_500; count++) {
    await db.write(() =>
      db.run("INSERT INTO dead_letters VALUES (?, 't', 'q', ?, 1, 'test')", count, page),
    );
    sizes.push(statSync(`${path}-wal`).size);
  }
  await db.checkpoint();

  // Sixty megabytes were written, and SQLite by itself would have waited for more than that.
  expect(Math.max(...sizes)).toBeLessThan(40_000_000);
  expect(statSync(`${path}-wal`).size).toBe(0);
  db.close();
  const again = openDatabase(path);
  expect(again.get("SELECT count(*) AS count FROM dead_letters")).toEqual({ count: 1_500 });
  again.close();
});

it("goes on when the log cannot be copied home just now, and tries again later", async () => {
  writeFileSync(`${path}-wal`, Buffer.alloc(9 * 1024 * 1024));
  let tries = 0;
  const checkpointer = createCheckpointer(path, () => {
    tries += 1;
    throw new Error("The disk is full");
  });
  for (const wanted of [1, 2]) {
    writeFileSync(`${path}-wal`, Buffer.alloc(9 * 1024 * 1024));
    for (let commit = 0; commit < 16; commit++) checkpointer.noteCommit();
    await checkpointer.idle();
    expect(tries).toBe(wanted);
  }
  checkpointer.close();
});

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  utimesSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { restore } from "#adapters/local/backup";
import { verifyChains } from "#adapters/local/chain-check";
import { openDatabase } from "#adapters/local/database";
import { isDataUnusable } from "#adapters/local/data-unusable";
import { migrations } from "#adapters/local/schema";
import { rebuildFolder } from "#local/rebuild-folder";
import type { Commit } from "#core/kernel/message";
import { testHouse } from "#test/support/house";
import { misfits } from "#test/support/event-evolution";
import { olderFolder } from "#test/support/older-folder";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";
import { presentSchemas } from "../../scripts/event-schemas.ts";

const now = migrations.length;
let directory: TemporaryDirectory;
let path: string;
let copy: string;
beforeEach(() => {
  directory = temporaryDirectory();
  [path, copy] = [directory.file("aro.db"), directory.file("aro.schema-1.db")];
});
afterEach(() => directory.remove());

/** As somebody sees the file who is no program of ours. */
const inside = <T>(file: string, look: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(file);
  try {
    return look(db);
  } finally {
    db.close();
  }
};
const versionOf = (file: string) =>
  inside(file, (db) => db.prepare("PRAGMA user_version").get()?.["user_version"]);
const tablesIn = (file: string) =>
  inside(file, (db) =>
    db
      .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
      .all()
      .map((row) => ({ ...row })),
  );
const commitsIn = (file: string) =>
  inside(file, (db) => db.prepare("SELECT * FROM commits ORDER BY position").all());
const run = (file: string, sql: string) => inside(file, (db) => db.exec(sql));

const complaint = (): string => {
  try {
    openDatabase(path).close();
  } catch (error) {
    if (isDataUnusable(error)) return `${error.code}: ${error.message.replaceAll(path, "PATH")}`;
    throw error;
  }
  return "none";
};

describe("a data folder of the oldest schema", () => {
  beforeEach(() => olderFolder(directory.path));

  it("comes to this program's schema, with every commit as it was, and a copy beside it", async () => {
    const before = commitsIn(path);
    expect(before).toHaveLength(18);
    const db = openDatabase(path);
    expect((await verifyChains(db)).fault).toBeNull();
    db.close();

    expect([versionOf(path), commitsIn(path)]).toEqual([now, before]);
    expect([versionOf(copy), commitsIn(copy)]).toEqual([1, before]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const fresh = directory.file("fresh.db");
    openDatabase(fresh).close();
    expect(tablesIn(path)).toEqual(tablesIn(fresh));
  });

  it("is a house to live in: its events are read, its names open, its lists fold", async () => {
    const [{ commits } = { commits: 0 }] = await rebuildFolder(directory.path);
    expect(commits).toBe(18);
    const house = await testHouse("2026-12-01T18:10:00Z", { folder: directory.path });
    const { deps, db } = house.composed;
    const [first] = db.all<Commit>(
      "SELECT tenant, stream FROM commits WHERE stream LIKE 'appointment/%'",
    );
    if (first === undefined) throw new Error("There is no appointment");
    const { commits: told } = await deps.store.read(first.tenant, first.stream);
    expect(JSON.stringify(told)).toContain('"name":"Ada Example"');
    expect(db.all("SELECT key FROM views WHERE view = 'appointments'")).toHaveLength(1);
    await house.leave();
  });

  it("holds events that fit the first version of each as it is written down", () => {
    const schemas = presentSchemas();
    const events = commitsIn(path).flatMap(
      ({ body }) => (JSON.parse(String(body)) as Commit).events,
    );
    expect(events.length).toBeGreaterThan(30);
    for (const stored of events) {
      const { v, ...event } = stored as typeof stored & { v?: number };
      expect([v, misfits(schemas.get(event.type) ?? {}, event)]).toEqual([1, []]);
    }
  });

  it("keeps its copy for two weeks, and makes none where nothing changes", async () => {
    openDatabase(path).close();
    expect(readdirSync(directory.path).filter((name) => name.includes("schema"))).toEqual([
      "aro.schema-1.db",
    ]);
    const old = statSync(copy).mtimeMs / 1_000 - 15 * 86_400;
    utimesSync(copy, old + 2 * 86_400, old + 2 * 86_400);
    openDatabase(path).close();
    expect(existsSync(copy)).toBe(true);
    utimesSync(copy, old, old);
    openDatabase(path).close();
    expect(existsSync(copy)).toBe(false);
  });

  it("is not changed where it cannot be copied", () => {
    mkdirSync(copy);
    expect(() => openDatabase(path)).toThrow();
    expect(versionOf(path)).toBe(1);
    expect(readdirSync(directory.path).filter((name) => name.endsWith(".new"))).toEqual([]);
    rmdirSync(copy);
    openDatabase(path).close();
    expect([versionOf(path), versionOf(copy)]).toEqual([now, 1]);
  });

  it("stays as it is where it cannot be changed, and is changed at the next start", () => {
    // What the second step would make is there already.
    run(path, "CREATE TABLE pacing (tenant TEXT)");
    const before = tablesIn(path);
    expect(() => openDatabase(path)).toThrow("table pacing already exists");
    expect([versionOf(path), versionOf(copy), tablesIn(path)]).toEqual([1, 1, before]);
    run(path, "DROP TABLE pacing");
    openDatabase(path).close();
    expect(versionOf(path)).toBe(now);
  });
});

describe("data that a newer program has written", () => {
  it("is refused in one line, which names the way back where there is one, and not touched", async () => {
    olderFolder(directory.path);
    const before = commitsIn(path);
    openDatabase(path).close();
    run(path, `PRAGMA user_version = ${now + 1}`);
    const bytes = readFileSync(path);
    expect(complaint()).toBe(
      `data_newer: Cannot use the data in "PATH": a newer ARO has written it (schema ${now + 1}, this one knows ${now}); as it was before is aro.schema-1.db.`,
    );
    expect(readFileSync(path)).toEqual(bytes);

    // As the page says: what is newer is put away, and the copy put in its place.
    const backup = directory.file("kept.db");
    renameSync(copy, backup);
    for (const end of ["", "-wal", "-shm"])
      if (existsSync(`${path}${end}`))
        renameSync(`${path}${end}`, directory.file(`newer.db${end}`));
    const restored = await restore({ backup, key: null, folder: directory.path });
    expect(restored.ok).toBe(true);
    expect(complaint()).toBe("none");
    expect(commitsIn(path)).toEqual(before);
  });

  it("has no way back to name where there is no copy", () => {
    openDatabase(path).close();
    run(path, `PRAGMA user_version = ${now + 1}`);
    expect(complaint()).toMatch(/\(schema \d+, this one knows \d+\)\.$/);
  });
});

import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * Opens the small file of a sandbox, made here and not by SQLite: what is in it is nobody else's business from the
 * first byte on. `prepare` brings it to its schema. A damaged file is met now and not in the middle of a story, with
 * SQLite's own code for that; `whose` stands in its message.
 */
export const openSandboxDatabase = (
  path: string,
  whose: string,
  prepare: (db: DatabaseSync) => void,
): DatabaseSync => {
  if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
  const db = new DatabaseSync(path);
  try {
    prepare(db);
    const check = db.prepare("PRAGMA quick_check(1)").get();
    if (check?.["quick_check"] === "ok") return db;
    throw Object.assign(new Error(`Cannot read the ${whose}'s file: it is damaged`), {
      errcode: 11,
    });
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Runs the work in one transaction: all of it or nothing. What made it fail is what is thrown. */
export const wholeIn =
  (db: DatabaseSync) =>
  <T>(work: () => T): T => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const answer = work();
      db.exec("COMMIT");
      return answer;
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  };

/**
 * What a sandbox adds to the ids that it counts up. An era begins with each start, and is how far the house's own data
 * had come by then: a file that begins anew beside older data (a restored copy, on another machine) must not give what
 * it has met before the same names again.
 */
export const inEra = (era = 0): string => (era === 0 ? "" : `/${era}`);

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { verifyChains } from "#adapters/local/chain-check";
import { isDataUnusable } from "#adapters/local/data-unusable";
import { openDatabase } from "#adapters/local/database";
import { temporaryDirectory } from "#test/support/temporary-directory";

/**
 * What becomes of a damage. `refused`: at the start. `told`: by the check of the chains beside the work, which
 * makes the server not ready. `harmless`: everything reads as before. `unseen`: it reads otherwise, or would
 * be found otherwise, and nobody says so; then `where` names what differs.
 */
export type Fate = {
  readonly kind: "refused" | "told" | "harmless" | "unseen";
  readonly where: readonly string[];
};

export const fateOf = async (file: string, damage: (bytes: Buffer) => void): Promise<Fate> => {
  const here = temporaryDirectory();
  try {
    const path = here.file("aro.db");
    copyFileSync(file, path);
    const bytes = readFileSync(path);
    damage(bytes);
    writeFileSync(path, bytes);
    return await fateHere(file, path);
  } finally {
    here.remove();
  }
};

const fateHere = async (file: string, path: string): Promise<Fate> => {
  const before = contentOf(file);
  try {
    const db = openDatabase(path);
    try {
      const { fault } = await verifyChains(db);
      if (fault !== null) return { kind: "told", where: [] };
    } finally {
      db.close();
    }
  } catch (error) {
    if (!isDataUnusable(error) || error.code !== "data_corrupt") throw error;
    return { kind: "refused", where: [] };
  }
  const after = contentOf(path);
  const where = Object.keys(before).filter((name) => before[name] !== after[name]);
  return { kind: where.length === 0 ? "harmless" : "unseen", where };
};

/** Every table as it reads from end to end, and what SQLite's own thorough check says of the indexes. */
const contentOf = (path: string): Readonly<Record<string, string>> => {
  const db = new DatabaseSync(path);
  try {
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => String(name));
    const content = tables.map((name) => [name, textOf(db, name)]);
    const check = JSON.stringify(db.prepare("PRAGMA integrity_check(1)").all());
    return { ...Object.fromEntries(content), "the indexes": check };
  } finally {
    db.close();
  }
};

const textOf = (db: DatabaseSync, table: string): string => {
  try {
    return JSON.stringify(db.prepare(`SELECT * FROM "${table}" NOT INDEXED`).all());
  } catch (error) {
    return `unreadable: ${String(error)}`;
  }
};

export const pagesOf = (file: string): { readonly bytes: number; readonly count: number } => {
  const head = readFileSync(file).subarray(0, 100);
  const bytes = head.readUInt16BE(16);
  return { bytes, count: readFileSync(file).length / bytes };
};

export const dataFile = (folder: string): string => join(folder, "aro.db");

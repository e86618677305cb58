import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { type LogReport, verifyChains } from "#adapters/local/chain-check";
import { asDataUnusable, dataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { openDatabase } from "#adapters/local/database";
import { forget, makeUnfinished, putInPlace } from "#adapters/local/in-place";
import { createVault } from "#adapters/local/vault";
import { ok, type Result, refuse } from "#core/kernel/result";

export type Copied = Pick<LogReport, "streams" | "commits">;

/** Something lies where the copy is to be. Nothing is ever overwritten. */
export type InTheWay = { readonly path: string };

/**
 * Copies a database, also while a server works on it, with everything that was acknowledged before.
 *
 * All pages in one step: SQLite begins anew whenever somebody writes between two. The copy is there under its
 * name only after it was read from end to end and its chains were found whole. The key file is not copied.
 * Throws `DataUnusable`: of the source, or of the place where the copy is to be.
 */
export const backUp = async (source: string, target: string): Promise<Result<Copied, InTheWay>> => {
  if (existsSync(target)) return refuse({ path: target });
  if (!existsSync(source)) throw dataUnusable("data_missing", source);
  const unfinished = makeUnfinished(target);
  try {
    await copyPages(source, unfinished);
    const copied = await checked(unfinished);
    putInPlace(unfinished, target);
    return ok(copied);
  } catch (error) {
    forget(unfinished);
    throw asDataUnusable(error, target);
  }
};

type Restore = {
  readonly backup: string;
  /** A copy of the key file; `null` where it lies in the folder already. */
  readonly key: string | null;
  readonly folder: string;
};

/**
 * Puts a copy back into a folder without a database, after it was checked and the key was tried on it. Nothing
 * is there under its name before all of it is. The caller holds the folder's lock.
 *
 * A log or an index of a log that an older database has left there is refused: SQLite would mix it into
 * the copy.
 */
export const restore = async ({
  backup: source,
  key,
  folder,
}: Restore): Promise<Result<Copied, InTheWay>> => {
  refuseMissingBackup(source);
  const target = join(folder, "aro.db");
  const keyFile = join(folder, "vault.key");
  const places = [target, `${target}-wal`, `${target}-shm`, ...(key === null ? [] : [keyFile])];
  const path = places.find((place) => existsSync(place));
  if (path !== undefined) return refuse({ path });

  const unfinished = makeUnfinished(target);
  try {
    copyFileSync(source, unfinished);
    const copied = await checked(unfinished, key ?? keyFile);
    if (key !== null) copyKey(key, keyFile);
    putInPlace(unfinished, target);
    return ok(copied);
  } catch (error) {
    forget(unfinished);
    const unusable = asDataUnusable(error, target);
    if (!isDataUnusable(unusable) || unusable.code !== "data_corrupt") throw unusable;
    // What was read is the backup: there is nothing to be done about the copy of it that has just been made.
    throw dataUnusable("data_corrupt", source, "it is damaged, or no backup; take another one");
  }
};

/** Throws `data_missing`: before anything is made for a copy that is not there. */
export const refuseMissingBackup = (backup: string): void => {
  if (!existsSync(backup)) throw dataUnusable("data_missing", backup, "there is no such backup");
};

const allPages = 2 ** 31 - 1;

const copyPages = async (source: string, target: string): Promise<void> => {
  const connection = new DatabaseSync(source, { readOnly: true, timeout: 5_000 });
  try {
    await backup(connection, target, { rate: allPages });
  } catch (error) {
    throw asDataUnusable(error, source);
  } finally {
    connection.close();
  }
};

/** Opens it as a start would, key included where one is named, and compares every chain. */
const checked = async (path: string, keyFile?: string): Promise<Copied> => {
  const db = openDatabase(path, { isCopy: true });
  try {
    const { streams, commits, fault } = await verifyChains(db);
    if (fault !== null)
      throw dataUnusable("data_corrupt", path, `its log does not follow (${fault.why})`);
    if (keyFile !== undefined) createVault({ db, keyFile });
    await db.checkpoint();
    return { streams, commits };
  } finally {
    db.close();
  }
};

const copyKey = (from: string, to: string): void => {
  const unfinished = makeUnfinished(to);
  copyFileSync(from, unfinished);
  putInPlace(unfinished, to);
};

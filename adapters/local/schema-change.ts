import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { dataUnusable } from "#adapters/local/data-unusable";
import { forget, makeUnfinished, putInPlace } from "#adapters/local/in-place";
import { migrations } from "#adapters/local/schema";

/** After so long nobody goes back. A copy that lies about opens what has been erased since. */
const keptMs = 14 * 86_400_000;

/**
 * Brings a file to this program's schema. What has data in it is copied first, as it was, so that there is a way back:
 * an older program refuses what a newer one has written. Each step is done wholly or not at all.
 */
export const changeSchema = (connection: DatabaseSync, path: string, isCopy: boolean): void => {
  const version = versionOf(connection);
  if (version > migrations.length) throw dataUnusable("data_newer", path, whyNewer(version, path));
  if (version < migrations.length && version > 0 && !isCopy) copyFirst(connection, path, version);
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
  if (!isCopy) forgetOldCopies(path);
};

const versionOf = (connection: DatabaseSync): number =>
  Number(connection.prepare("PRAGMA user_version").get()?.["user_version"]);

/** `aro.db` of schema 5 is kept as `aro.schema-5.db`. One from an attempt that failed is taken the place of. */
const copyFirst = (connection: DatabaseSync, path: string, version: number): void => {
  if (path === ":memory:") return;
  const copy = join(dirname(path), `${stemOf(path)}.schema-${version}.db`);
  const unfinished = makeUnfinished(copy);
  try {
    connection.prepare("VACUUM INTO ?").run(unfinished);
    putInPlace(unfinished, copy);
  } catch (error) {
    forget(unfinished); // On a full disk every byte of it is in the way.
    throw error;
  }
};

const whyNewer = (version: number, path: string): string => {
  const newer = `a newer ARO has written it (schema ${version}, this one knows ${migrations.length})`;
  const known = copiesBeside(path).findLast((copy) => copy.version <= migrations.length);
  return known === undefined ? newer : `${newer}; as it was before is ${known.name}`;
};

const forgetOldCopies = (path: string): void => {
  for (const { name } of copiesBeside(path)) {
    const copy = join(dirname(path), name);
    if (Date.now() - statSync(copy).mtimeMs > keptMs) rmSync(copy, { force: true });
  }
};

/** The oldest schema first. */
const copiesBeside = (
  path: string,
): readonly { readonly name: string; readonly version: number }[] => {
  if (!existsSync(path)) return [];
  const stem = stemOf(path);
  return readdirSync(dirname(path))
    .flatMap((name) => {
      const version = name.startsWith(stem) ? copied.exec(name.slice(stem.length))?.[1] : undefined;
      return version === undefined ? [] : [{ name, version: Number(version) }];
    })
    .toSorted((one, other) => one.version - other.version);
};

const copied = /^\.schema-(\d+)\.db$/;

const stemOf = (path: string): string => basename(path, ".db");

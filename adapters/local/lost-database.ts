import { statSync } from "node:fs";
import { basename } from "node:path";
import { dataUnusable } from "#adapters/local/data-unusable";

/**
 * Throws `data_missing` where a key file lies in the folder and its database does not.
 *
 * A first start makes the database before the key, so no crash leaves the key alone: the database has
 * been lost. A new one beside the old key would look like a healthy business that has no customers.
 */
export const refuseLostDatabase = (database: string, keyFile: string): void => {
  const size = sizeOf(database);
  if ((size !== null && size > 0) || sizeOf(keyFile) === null) return;

  const state = size === null ? "missing" : "empty";
  const key = basename(keyFile);
  const remedy = `restore it from a backup, or move ${key} away to begin anew`;
  throw dataUnusable(
    "data_missing",
    database,
    `it is ${state}, but its key ${key} is there; ${remedy}`,
  );
};

const sizeOf = (path: string): number | null =>
  statSync(path, { throwIfNoEntry: false })?.size ?? null;

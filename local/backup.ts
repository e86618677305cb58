import { resolve, join } from "node:path";
import {
  backUp,
  type Copied,
  type InTheWay,
  refuseMissingBackup,
  restore,
} from "#adapters/local/backup";
import { acquireLock } from "#adapters/local/lock";
import type { Result } from "#core/kernel/result";
import { makeFolder } from "#local/runtime";
import { readConfiguration } from "#local/variables";

/** Where the data lie: what was named, or what the configuration says. */
export const dataFolder = (named: string | undefined): string => {
  const configuration = readConfiguration();
  return resolve(named ?? (configuration.ok ? configuration.value.ARO_DATA : ".aro"));
};

/** Copies the database of a folder into a file, whether a server runs on it or not. Throws `DataUnusable`. */
export const backUpFolder = (folder: string, file: string): Promise<Result<Copied, InTheWay>> =>
  backUp(join(folder, "aro.db"), resolve(file));

/** Puts a copy into a folder that no server has, and that has no database. Throws `DataUnusable`. */
export const restoreFolder = async (
  folder: string,
  file: string,
  key: string | undefined,
): Promise<Result<Copied, InTheWay>> => {
  refuseMissingBackup(resolve(file));
  makeFolder(folder);
  const lock = acquireLock(join(folder, "aro.lock"));
  try {
    return await restore({
      backup: resolve(file),
      key: key === undefined ? null : resolve(key),
      folder,
    });
  } finally {
    lock.release();
  }
};

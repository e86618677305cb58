import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { asDataUnusable } from "#adapters/local/data-unusable";

/** Nobody else may read it from its first byte on. */
export const makeUnfinished = (target: string): string => {
  const path = `${target}.new`;
  try {
    forget(path);
    closeSync(openSync(path, "wx", 0o600));
    return path;
  } catch (error) {
    throw asDataUnusable(error, dirname(target));
  }
};

/** On the disk before it has its name, and its name on the disk before anybody hears of it. */
export const putInPlace = (unfinished: string, target: string): void => {
  flush(unfinished);
  renameSync(unfinished, target);
  flush(dirname(target));
};

const flush = (path: string): void => {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
};

export const forget = (path: string): void => {
  for (const one of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`])
    rmSync(one, { force: true });
};

import { dirname } from "node:path";
import { dataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { openExclusively } from "#adapters/local/database";

type Lock = { readonly release: () => void };

/**
 * Makes this process the only one on a data directory. Throws `data_in_use` where another one has it.
 *
 * The lock is the operating system's on an open file: it vanishes with the process, also by `kill -9`,
 * so there is never a stale lock file for a person to delete.
 */
export const acquireLock = (path: string): Lock => {
  try {
    const held = openExclusively(path);
    return { release: held.close };
  } catch (error) {
    if (!isDataUnusable(error)) throw error;
    throw dataUnusable(error.code, dirname(path));
  }
};

import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Waits for the disk that the write-ahead log is on, beside the work.
 *
 * SQLite's own `synchronous = FULL` calls fsync inside COMMIT, and nothing else happens in the process
 * meanwhile. Here COMMIT hands the log to the operating system (`NORMAL`), and the log's file is synced by
 * another thread; nobody is told of a commit before that has come back. The log is written front to back, so
 * once a commit is on the disk every commit before it is there, too.
 * https://sqlite.org/pragma.html#pragma_synchronous
 */
export type DurableLog = {
  /** Resolves when all that had been committed before the call will survive a power cut. */
  readonly sync: () => Promise<void>;
  /** The same, keeping the thread. */
  readonly syncNow: () => void;
  readonly close: () => void;
};

export const openDurableLog = (database: string): DurableLog =>
  database === ":memory:" ? forgetful : logBeside(database);

/** What has no file ends with the process. */
const forgetful: DurableLog = {
  sync: async () => undefined,
  syncNow: () => undefined,
  close: () => undefined,
};

const logBeside = (database: string): DurableLog => {
  let opened: number | null = null;
  let inFlight = 0;
  let isClosed = false;

  /** At the first use: SQLite makes the file, and keeps the same one until it is closed. */
  const file = (): number => {
    opened ??= openLog(database);
    return opened;
  };

  const closeUnused = (): void => {
    if (!isClosed || inFlight > 0 || opened === null) return;
    closeSync(opened);
    opened = null;
  };

  return {
    sync: () =>
      new Promise((resolve, reject) => {
        const descriptor = file();
        inFlight += 1;
        fdatasync(descriptor, (error) => {
          inFlight -= 1;
          closeUnused();
          if (error === null) resolve();
          else reject(error);
        });
      }),
    syncNow: () => fdatasyncSync(file()),
    close: () => {
      isClosed = true;
      closeUnused();
    },
  };
};

/** A new file's name is part of its folder, which has to reach the disk as well. */
const openLog = (database: string): number => {
  const log = openSync(`${database}-wal`, "r+");
  const folder = openSync(dirname(database), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return log;
};

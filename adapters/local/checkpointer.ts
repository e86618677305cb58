import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";

/**
 * Keeps the write-ahead log short without keeping anybody waiting.
 *
 * To copy a few megabytes home and wait for the disk takes as long as fifty requests. SQLite lets another
 * connection do that while this one goes on writing (`PASSIVE`, https://sqlite.org/c3ref/wal_checkpoint_v2.html);
 * what was written meanwhile is little, and is copied here, so that the log can begin anew.
 */
type Checkpointer = {
  /** Call it after each COMMIT. */
  readonly noteCommit: () => void;
  /** Resolves when the other thread holds nothing: only then can the log be emptied for good. */
  readonly idle: () => Promise<void>;
  readonly close: () => void;
};

/** The log is cut to this when it begins anew; the database is told the same. */
export const keptLogBytes = 4 * 1024 * 1024;

const longLogBytes = 2 * keptLogBytes;
const commitsBetweenLooks = 16;

/** `finish` copies home, on the caller's own connection, what little came in meanwhile. */
export const createCheckpointer = (path: string, finish: () => void): Checkpointer => {
  let commits = 0;
  let worker: Worker | null = null;
  let running: Promise<void> | null = null;

  /**
   * Never throws: nobody waits for it, and what could not be copied home (a full disk) stands in the log
   * and is tried again. A thread that has failed is replaced; SQLite's own limit stands behind both.
   */
  const run = async (): Promise<void> => {
    try {
      worker ??= startThread(path);
      if (await answerOf(worker)) finish();
      else worker = null;
    } catch {
      // The next write meets the same disk, and says so to whoever waits for it.
    }
  };

  return {
    noteCommit: () => {
      commits += 1;
      if (running !== null || commits % commitsBetweenLooks !== 0) return;
      if (logBytes(path) <= longLogBytes) return;
      running = run().finally(() => {
        running = null;
      });
    },
    idle: async () => {
      worker?.ref(); // Whoever waits for it keeps the process alive for it.
      while (running !== null) await running;
      worker?.unref();
    },
    close: () => void worker?.terminate(),
  };
};

/** It holds up no exit, and takes little memory: a thread that does one thing needs no more. */
const startThread = (path: string): Worker => {
  const worker = new Worker(new URL("./checkpoint-thread.ts", import.meta.url), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  return worker;
};

const answerOf = (worker: Worker): Promise<boolean> =>
  new Promise((resolve) => {
    const done = (): void => end(true);
    const failed = (): void => end(false);
    const end = (isDone: boolean): void => {
      worker.off("message", done).off("error", failed).off("exit", failed);
      resolve(isDone);
    };
    worker.once("message", done).once("error", failed).once("exit", failed);
    worker.postMessage("go");
  });

const logBytes = (path: string): number =>
  statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;

import { setImmediate } from "node:timers";

/** The few things that a batch needs of the database; `exec` runs one statement. */
type Connection = {
  readonly exec: (sql: string) => void;
  readonly isInTransaction: () => boolean;
  /** Whether the failure concerns the whole database (disk full, damage), not just the work that met it. */
  readonly isFatal: (error: unknown) => boolean;
  /** Called after each COMMIT. */
  readonly committed?: () => void;
};

type Entry = {
  readonly work: () => unknown;
  readonly committed: (value: unknown) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome =
  | { readonly entry: Entry; readonly value: unknown }
  | { readonly entry: Entry; readonly error: unknown };

export type GroupCommit = {
  /**
   * Runs the work in the next transaction and resolves once that is on the disk.
   *
   * All work queued within one turn of the event loop shares a transaction, hence one fsync. Work that
   * throws is rolled back alone; its neighbours are kept, though they may be run a second time for it.
   * `committed` is called once, right after COMMIT, before any promise of the batch resolves: for caches
   * that must never be behind what is acknowledged.
   */
  readonly write: <T>(work: () => T, committed?: (value: T) => void) => Promise<T>;
  /** Commits everything that is queued, now. */
  readonly flush: () => void;
};

/** More than this in one transaction would make the first of them wait for the last. */
const maxBatch = 256;

export const createGroupCommit = (connection: Connection): GroupCommit => {
  let queue: Entry[] = [];
  let isScheduled = false;

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      commitNextBatch();
      if (queue.length > 0) schedule(); // A turn in between lets requests come in.
    });
  };

  const commitNextBatch = (): void => {
    const batch = queue.slice(0, maxBatch);
    queue = queue.slice(maxBatch);
    if (batch.length === 0) return;
    settle(commitTogether(connection, batch));
    connection.committed?.();
  };

  return {
    write: <T>(work: () => T, committed: (value: T) => void = () => undefined) =>
      new Promise<T>((resolve, reject) => {
        // The queue holds writes of every type; each entry is closed over its own.
        const entry = { work, committed, resolve, reject } as unknown as Entry;
        queue.push(entry);
        schedule();
      }),
    flush: () => {
      while (queue.length > 0) commitNextBatch();
    },
  };
};

/**
 * Nearly always nothing throws, and then no savepoints are needed. When something does, everything is
 * rolled back and done again with a savepoint for each: work must therefore change nothing but the database.
 */
const commitTogether = (connection: Connection, batch: readonly Entry[]): readonly Outcome[] => {
  try {
    connection.exec("BEGIN IMMEDIATE");
    const outcomes = batch.map((entry) => ({ entry, value: entry.work() }));
    connection.exec("COMMIT");
    return outcomes;
  } catch {
    if (connection.isInTransaction()) connection.exec("ROLLBACK");
    return commitApart(connection, batch);
  }
};

const commitApart = (connection: Connection, batch: readonly Entry[]): readonly Outcome[] => {
  try {
    connection.exec("BEGIN IMMEDIATE");
    const outcomes = batch.map((entry) => attempt(connection, entry));
    connection.exec("COMMIT");
    return outcomes;
  } catch (error) {
    if (connection.isInTransaction()) connection.exec("ROLLBACK");
    return batch.map((entry) => ({ entry, error }));
  }
};

const attempt = (connection: Connection, entry: Entry): Outcome => {
  connection.exec("SAVEPOINT one");
  try {
    const value = entry.work();
    connection.exec("RELEASE one");
    return { entry, value };
  } catch (error) {
    // After some failures (disk full) SQLite has already rolled everything back, the neighbours too.
    if (connection.isFatal(error) || !connection.isInTransaction()) throw error;
    connection.exec("ROLLBACK TO one");
    connection.exec("RELEASE one");
    return { entry, error };
  }
};

const settle = (outcomes: readonly Outcome[]): void => {
  for (const outcome of outcomes) if ("value" in outcome) outcome.entry.committed(outcome.value);
  for (const outcome of outcomes)
    if ("value" in outcome) outcome.entry.resolve(outcome.value);
    else outcome.entry.reject(outcome.error);
};

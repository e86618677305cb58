import { setImmediate } from "node:timers";

/** The few things that a batch needs of the database; `exec` runs one statement. */
type Connection = {
  readonly exec: (sql: string) => void;
  readonly isInTransaction: () => boolean;
  /** Whether the failure concerns the whole database (disk full, damage), not just the work that met it. */
  readonly isFatal: (error: unknown) => boolean;
  /** Called after each COMMIT. */
  readonly committed?: () => void;
  /** Resolves when everything committed before the call will survive a power cut. */
  readonly sync: () => Promise<void>;
  readonly syncNow: () => void;
  /** How many writes share a transaction at most: more of them would make the first wait for the last. */
  readonly mostTogether: number;
};

type Entry = {
  readonly work: () => unknown;
  readonly committed: (value: unknown) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Whether it is answered only when the disk has it. */
  readonly isAwaited: boolean;
};

type Written = { readonly entry: Entry; readonly value: unknown };
type Outcome = Written | { readonly entry: Entry; readonly error: unknown };

export type GroupCommit = {
  /**
   * Runs the work in the next transaction and resolves once that is on the disk.
   *
   * All work queued within one turn of the event loop shares a transaction, and all that is committed while
   * the disk is busy shares its next turn. Work that throws is rolled back alone; its neighbours are kept,
   * though they may be run a second time for it. `committed` is called once, right after COMMIT, before any
   * promise of the batch resolves: for caches that must never be behind what is acknowledged.
   */
  readonly write: <T>(work: () => T, committed?: (value: T) => void) => Promise<T>;
  /**
   * As `write`, but resolves at COMMIT, when readers see it: for what is done once more if a power cut takes
   * it, and for what only matters together with something written later. The log keeps their order.
   */
  readonly commit: GroupCommit["write"];
  /**
   * Resolves when all that readers can see by now is on the disk. Whoever answers somebody by what they have
   * read, and writes nothing, waits for it first.
   */
  readonly durable: () => Promise<void>;
  /** Commits everything that is queued, now. */
  readonly flush: () => void;
};

export const createGroupCommit = (connection: Connection): GroupCommit => {
  let queue: Entry[] = [];
  let isScheduled = false;
  const disk = createDiskQueue(connection);

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      disk.await(commitNextBatch());
      if (queue.length > 0) schedule(); // A turn in between lets requests come in.
    });
  };

  /** Answers what has been committed and waits for the disk. */
  const commitNextBatch = (): readonly Written[] => {
    const batch = queue.slice(0, connection.mostTogether);
    queue = queue.slice(connection.mostTogether);
    if (batch.length === 0) return [];
    const outcomes = commitTogether(connection, batch);
    const written = outcomes.filter((outcome) => "value" in outcome);
    for (const { entry, value } of written) entry.committed(value);
    for (const outcome of outcomes)
      if (!("value" in outcome)) outcome.entry.reject(outcome.error);
      else if (!outcome.entry.isAwaited) outcome.entry.resolve(outcome.value);
    connection.committed?.();
    return written.filter(({ entry }) => entry.isAwaited);
  };

  const enqueue =
    (isAwaited: boolean): GroupCommit["write"] =>
    <T>(work: () => T, committed: (value: T) => void = () => undefined) =>
      new Promise<T>((resolve, reject) => {
        const failure = disk.failure();
        if (failure !== null) return reject(failure.error);
        // The queue holds writes of every type; each entry is closed over its own.
        queue.push({ work, committed, resolve, reject, isAwaited } as unknown as Entry);
        schedule();
      });

  return {
    write: enqueue(true),
    commit: enqueue(false),
    durable: disk.durable,
    flush: () => {
      while (queue.length > 0) {
        const written = commitNextBatch();
        connection.syncNow();
        for (const { entry, value } of written) entry.resolve(value);
      }
    },
  };
};

/** What has been committed and waits for the disk: one sync at a time, each for all that came before it. */
const createDiskQueue = ({ sync }: Connection) => {
  let waiting: Written[] = [];
  let turn: Promise<void> | null = null;
  /** Once the disk has failed to take a commit, nobody can know what of it is there. */
  let failed: { readonly error: unknown } | null = null;

  const run = async (): Promise<void> => {
    while (waiting.length > 0 && failed === null) {
      const written = waiting;
      waiting = [];
      try {
        await sync();
        for (const { entry, value } of written) entry.resolve(value);
      } catch (error) {
        failed = { error };
        for (const { entry } of [...written, ...waiting]) entry.reject(error);
        waiting = [];
      }
    }
    turn = null;
  };

  return {
    failure: () => failed,
    await: (written: readonly Written[]): void => {
      if (failed !== null) for (const { entry } of written) entry.reject(failed.error);
      else waiting.push(...written);
      if (waiting.length > 0) turn ??= run();
    },
    durable: async (): Promise<void> => {
      await turn;
      if (failed !== null) throw failed.error;
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

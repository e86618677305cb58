import { closeSync, existsSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createCheckpointer, keptLogBytes } from "#adapters/local/checkpointer";
import { asDataUnusable, dataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { openDurableLog } from "#adapters/local/durable-log";
import { createGroupCommit, type GroupCommit } from "#adapters/local/group-commit";
import { changeSchema } from "#adapters/local/schema-change";

type Value = string | number | null | Uint8Array;

/** The one SQLite file of the embedded runtime. No other file names `node:sqlite`. */
export type Database = {
  readonly get: <Row>(sql: string, ...values: readonly Value[]) => Row | undefined;
  readonly all: <Row>(sql: string, ...values: readonly Value[]) => readonly Row[];
  /** Changes rows and says how many. Only inside `write` or `writeNow`. */
  readonly run: (sql: string, ...values: readonly Value[]) => number;
  readonly write: GroupCommit["write"];
  readonly commit: GroupCommit["commit"];
  readonly durable: GroupCommit["durable"];
  /** A transaction of its own, on the disk when it returns. Blocks the process: for rare things only. */
  readonly writeNow: <T>(work: () => T) => T;
  /** Moves the write-ahead log into the file and empties it, so that what was erased is in neither. */
  readonly checkpoint: () => Promise<void>;
  /** Commits what is queued and closes. */
  readonly close: () => void;
};

/**
 * Opens the file, or makes it, brings it to this program's schema and checks it.
 *
 * Throws `DataUnusable` where it cannot be opened, is damaged, or was written by a newer program.
 * `:memory:` gives a database that ends with the process. Of what is itself a copy none is made before its schema changes.
 * `mostTogether` writes share a transaction at most; where nobody waits for one of them, more are cheaper.
 */
export const openDatabase = (
  path: string,
  { isCopy = false, mostTogether = 256 } = {},
): Database => {
  const connection = translating(path, () => {
    if (path !== ":memory:") makePrivateFile(path);
    return new DatabaseSync(path, { timeout: 2_000, enableForeignKeyConstraints: true });
  });
  try {
    translating(path, () => prepareFile(connection, path, isCopy));
  } catch (error) {
    connection.close();
    throw error;
  }
  return databaseOver(connection, path, mostTogether);
};

/**
 * Opens a file for this process alone, until it is closed or the process ends, however it ends: the
 * operating system takes the lock back. `data_in_use` where another process has it.
 */
export const openExclusively = (path: string): { readonly close: () => void } =>
  translating(path, () => {
    makePrivateFile(path);
    const connection = new DatabaseSync(path, { timeout: 0 });
    exclusive.add(connection);
    try {
      connection.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY");
      connection.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      release(connection);
      throw error;
    }
    return { close: () => release(connection) };
  });

/** A connection that nobody refers to is closed by the garbage collector, and its lock is gone. */
const exclusive = new Set<DatabaseSync>();

const release = (connection: DatabaseSync): void => {
  exclusive.delete(connection);
  connection.close();
};

/**
 * Made here and not by SQLite, so that nobody else may read it from its first byte on. An existing file
 * is not even opened: closing any handle of a file takes this process's POSIX locks on it away.
 */
const makePrivateFile = (path: string): void => {
  if (!existsSync(path)) closeSync(openSync(path, "wx", 0o600));
};

/**
 * NORMAL, and the log is synced by us before anything is acknowledged (`durable-log`): an acknowledged commit
 * survives a power cut, as with FULL, and nobody else has to stand still for it. `secure_delete`: a destroyed key is overwritten,
 * not just unlinked. The page cache is small because the promise on memory counts it. Checkpoints are made
 * beside the work (`checkpointer`); SQLite's own, after 64 MB, is only there for when that fails.
 */
const prepareFile = (connection: DatabaseSync, path: string, isCopy: boolean): void => {
  connection.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -24576;
    PRAGMA mmap_size = 0;
    PRAGMA wal_autocheckpoint = 16384;
    PRAGMA journal_size_limit = ${keptLogBytes};
  `);
  // The thorough one: a flipped bit in an index would let a repeated command in once more, and the quick check
  // does not compare indexes with their tables. It costs about a second for a hundred thousand commits.
  const check = connection.prepare("PRAGMA integrity_check(1)").get();
  if (check?.["integrity_check"] !== "ok") throw dataUnusable("data_corrupt", path);
  changeSchema(connection, path, isCopy);
};

const databaseOver = (connection: DatabaseSync, path: string, mostTogether: number): Database => {
  const statements = new Map<string, StatementSync>();
  /** Statement texts are constants of the program, so this cannot grow without end. */
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  const checkpointer = createCheckpointer(path, () => {
    translating(path, () => prepared("PRAGMA wal_checkpoint(PASSIVE)").get());
  });
  const log = openDurableLog(path);
  const syncNow = (): void => translating(path, log.syncNow);
  const group = createGroupCommit({
    exec: (sql) => translating(path, () => prepared(sql).run()),
    sync: async () => {
      try {
        await log.sync();
      } catch (error) {
        throw asDataUnusable(error, path);
      }
    },
    syncNow,
    isInTransaction: () => connection.isTransaction,
    isFatal: isDataUnusable,
    committed: checkpointer.noteCommit,
    mostTogether,
  });

  return {
    get: <Row>(sql: string, ...values: readonly Value[]) =>
      translating(path, () => prepared(sql).get(...values) as Row | undefined),
    all: <Row>(sql: string, ...values: readonly Value[]) =>
      translating(path, () => prepared(sql).all(...values) as Row[]),
    run: (sql, ...values) => translating(path, () => Number(prepared(sql).run(...values).changes)),
    write: group.write,
    commit: group.commit,
    durable: group.durable,
    writeNow: (work) => {
      const value = translating(path, () => inTransaction(connection, work));
      syncNow();
      return value;
    },
    checkpoint: async () => {
      await checkpointer.idle();
      const { busy } =
        translating(path, () => prepared("PRAGMA wal_checkpoint(TRUNCATE)").get()) ?? {};
      if (busy !== 0) throw new Error("Cannot empty the write-ahead log: somebody reads the file");
    },
    close: () => {
      group.flush();
      checkpointer.close();
      log.close();
      connection.close();
    },
  };
};

const inTransaction = <T>(connection: DatabaseSync, work: () => T): T => {
  connection.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    connection.exec("COMMIT");
    return value;
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
};

const translating = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

import type { DatabaseSync } from "node:sqlite";

type GroupCommit = {
  /** Runs the work inside the transaction of this turn of the event loop; answers once it is committed. */
  readonly write: <T>(work: () => T) => Promise<T>;
  /** Commits at once what is waiting. */
  readonly flush: () => void;
};

/**
 * One transaction for all writes of one turn: a hundred texts at once cost one commit, not a hundred. If it
 * cannot be committed, every one of them is rejected and none is written.
 */
export const groupCommit = (db: DatabaseSync): GroupCommit => {
  let waiting: Waiting[] = [];

  const flush = () => {
    const group = waiting;
    waiting = [];
    if (group.length > 0) commit(db, group);
  };

  return {
    flush,
    write: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          run: () => {
            const answer = work();
            return () => resolve(answer);
          },
          reject,
        });
      }),
  };
};

type Waiting = {
  /** Does the work and hands back how to answer for it. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
};

const commit = (db: DatabaseSync, group: readonly Waiting[]) => {
  try {
    db.exec("BEGIN IMMEDIATE");
    const answers = group.map((one) => one.run());
    db.exec("COMMIT");
    for (const answer of answers) answer();
  } catch (error) {
    if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
    for (const one of group) one.reject(error);
  }
};

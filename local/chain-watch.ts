import { verifyChains } from "#adapters/local/chain-check";
import type { Database } from "#adapters/local/database";
import type { Log } from "#core/ports/log";

export type ChainWatch = {
  /** Checks every stream from its beginning, beside the other work; answers when it is through. */
  readonly check: () => Promise<void>;
  /** Why the log cannot be trusted; `null` where nothing wrong has been found so far. */
  readonly fault: () => string | null;
  /** The database is about to be closed: a check that is still running ends. */
  readonly stop: () => void;
};

/** Whether what was written is what is read: the hash chains, recomputed after every start. */
export const createChainWatch = (db: Database, log: Log): ChainWatch => {
  let fault: string | null = null;
  let isStopped = false;
  return {
    check: async () => {
      try {
        const { streams, commits, fault: found } = await verifyChains(db);
        fault = found === null ? null : found.why;
        if (found === null) log.info("chain.verified", { streams, commits });
        else log.error("chain.fault", found);
      } catch (error) {
        if (isStopped) return; // The file was closed under the check.
        fault = "check_failed";
        log.error("chain.failed", { why: error instanceof Error ? error.name : "unknown" });
      }
    },
    fault: () => fault,
    stop: () => {
      isStopped = true;
    },
  };
};

import type { App } from "#core/app/app";
import type { StreamName, TenantId } from "#core/kernel/ids";

/** Gives streams their turns: one that fails takes no other its own. */
export type OwnTurns = {
  readonly take: (stream: StreamName, turn: () => Promise<void>) => Promise<void>;
  /** Throws where one has failed, after all had their turn: somebody has to look. */
  readonly end: () => void;
};

/** So many in a row are no longer the fault of a stream: whoever all of them ask does not answer. */
const mostInARow = 20;

export const ownTurns = ({ log }: Pick<App, "log">, tenant: TenantId): OwnTurns => {
  let failed = 0;
  let inARow = 0;
  return {
    take: async (stream, turn) => {
      try {
        await turn();
        inARow = 0;
      } catch (error) {
        const why = error instanceof Error ? error.name : "unknown";
        log.error("sweep.passed_over", { tenant, stream, why });
        failed += 1;
        // What a newer program has written may be in any number of streams, and to find that out asks nobody.
        inARow += why === "event_unknown" ? 0 : 1;
        if (inARow >= mostInARow) throw error;
      }
    },
    end: () => {
      if (failed > 0)
        throw Object.assign(new Error(`Cannot plan ${failed} streams again`), {
          name: "SweepIncomplete",
        });
    },
  };
};

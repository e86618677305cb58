import type { App } from "#core/app/app";
import type { StreamName, TenantId } from "#core/kernel/ids";

/** Gives streams their turns: one that fails takes no other its own. */
export type OwnTurns = {
  readonly take: (stream: StreamName, turn: () => Promise<void>) => Promise<void>;
  /** Throws where one has failed, for who wants to be looked after when all had their turn. */
  readonly end: () => void;
};

/** So many in a row are no longer the fault of a stream: whoever all of them ask does not answer. */
const mostInARow = 20;

/** `event` is the line of log for each that has failed. */
export const ownTurns = (
  { log }: Pick<App, "log">,
  tenant: TenantId,
  event: "sweep.passed_over" | "risk.passed_over",
): OwnTurns => {
  let failed = 0;
  let inARow = 0;
  return {
    take: async (stream, turn) => {
      try {
        await turn();
        inARow = 0;
      } catch (error) {
        const why = error instanceof Error ? error.name : "unknown";
        log.error(event, { tenant, stream, why });
        failed += 1;
        // What a newer program has written may be in any number of streams, and to find that out asks nobody.
        inARow += why === "event_unknown" ? 0 : 1;
        if (inARow >= mostInARow) throw error;
      }
    },
    end: () => {
      if (failed > 0)
        throw Object.assign(new Error(`Cannot take ${failed} of the streams`), {
          name: "SweepIncomplete",
        });
    },
  };
};

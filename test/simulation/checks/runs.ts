import { parkedStreams } from "#test/simulation/checks/outputs";
import type { Stage } from "#test/simulation/run";

/** When everything has had its time every run is over, or is held up where a person looks. */
export const checkRuns = (stage: Stage): void => {
  const { universe, seen } = stage;
  const parked = parkedStreams(stage);
  for (const { stream, runs, pausedRuns, blockedRuns } of seen.visits.values())
    for (const run of runs) {
      const isHeld = pausedRuns.has(run) || blockedRuns.has(run) || parked.has(stream);
      universe.world.check("L1", isHeld, () => `${run} of ${stream} never came to its end`);
    }
};

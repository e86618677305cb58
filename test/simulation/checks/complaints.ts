import { parkedStreams } from "#test/simulation/checks/outputs";
import { nobody } from "#test/simulation/checks/model";
import type { Stage } from "#test/simulation/run";

/** Whoever has called an e-mail unwanted, and was heard, wants none: also where nobody knew before that it had gone. */
export const checkComplaints = (stage: Stage): void => {
  const { seen, universe } = stage;
  const { world, carrier } = universe;
  const parked = parkedStreams(stage);
  for (const { execution, sid } of carrier.complained) {
    const visit = seen.executions.get(execution)?.visit;
    if (visit === undefined || parked.has(visit.stream)) continue;
    const customer = seen.customers.get(`${visit.tenant} customer/${visit.customer}`);
    const { optedOut, erased } = customer?.versions.at(-1) ?? nobody;
    world.check("S6", optedOut || erased, () => `${sid} was called unwanted, and more would go`);
  }
};

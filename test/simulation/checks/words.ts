import type { CustomerModel } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** A word alone that leaves no doubt, and whether whoever says it wants no more texts. */
const plainWords: Readonly<Record<string, boolean>> = { STOP: true, CANCEL: true, START: false };

/** It holds with the very commit that keeps it. */
export const checkWords = (
  { world }: Universe,
  model: CustomerModel,
  events: readonly Told[],
): void => {
  for (const event of events) {
    if (event.type !== "customer.text_received") continue;
    const body = event["body"] as string;
    const wants = plainWords[body.toUpperCase()];
    if (wants === undefined) continue;
    const isOut = model.versions.at(-1)?.optedOut === true;
    world.check("S6", isOut === wants, () => `"${body}" is kept, and not heeded`);
  }
};

/** What was answered 200 is in the log: what customers wrote, and the carrier's last word on what they got. */
export const checkHeard = (stage: Stage): void => {
  const { seen, universe } = stage;
  const { world, carrier } = universe;
  const kept = new Set([...seen.customers.values()].flatMap(({ texts }) => [...texts.keys()]));
  for (const sid of carrier.heard)
    world.check("S3", kept.has(sid), () => `text ${sid} was acknowledged, and is nowhere`);
  const parked = parkedStreams(stage);
  for (const { execution: id, sid } of carrier.settled) {
    const known = seen.executions.get(id);
    if (known === undefined || parked.has(known.visit.stream)) continue;
    const { ends, delivery } = known.execution;
    if (ends[0]?.sid !== sid) continue;
    world.check("S9", (delivery.get(sid) ?? 0) >= 4, () => `what became of ${sid} is forgotten`);
  }
};

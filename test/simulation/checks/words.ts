import { type CustomerModel, nobody } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** A word alone that leaves no doubt, and whether whoever says it wants no more texts. */
const plainWords: Readonly<Record<string, boolean>> = { STOP: true, CANCEL: true, START: false };

/** Neither a booking nor a list says yes for who has said no; a list says nothing where they have spoken themselves. */
export const checkConsents = (
  { world }: Universe,
  model: CustomerModel,
  events: readonly Told[],
): void => {
  if (!events.some(isOfConsent)) return;
  const { consents, erased } = model.versions.at(-1) ?? nobody;
  const said = new Map(consents);
  const isBack = erased && events.some(({ type }) => type === "customer.imported");
  world.check("P3", !isBack, () => "a list brings back who was erased");
  for (const event of events) {
    if (!event.type.startsWith("customer.consent_")) continue;
    const purpose = event["purpose"] as string;
    if (isForThem(event))
      world.check("S6", !said.has(purpose), () => `${event.type}, and they had spoken of it`);
    said.set(purpose, event.type !== "customer.consent_withdrawn");
  }
};

/** Said in their place: because they have booked, or by a list. */
const isForThem = ({ type, ...event }: Told): boolean => {
  const { how } = event["evidence"] as { readonly how: string };
  return type === "customer.consent_imported" || (how === "booking" && type.endsWith("_granted"));
};

const isOfConsent = ({ type }: Told): boolean =>
  type.startsWith("customer.consent_") || type === "customer.imported";

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

import { parkedStreams } from "#test/simulation/checks/outputs";
import type { ExecutionModel, VisitModel } from "#test/simulation/checks/model";
import type { SimLink } from "#test/simulation/ports/payments";
import type { Stage } from "#test/simulation/run";

type Known = { readonly execution: ExecutionModel; readonly visit: VisitModel };

/** Every text that was ever planned, and what became of it: planned = sent + suppressed + failed, to the last one. */
export const checkFates = (stage: Stage): void => {
  const { seen } = stage;
  const { world, carrier, queues } = stage.universe;
  const parked = parkedStreams(stage);
  let ended = 0;
  let held = 0;
  for (const known of seen.executions.values()) {
    const isHeld = isHeldBack(known, parked);
    if (known.execution.ends.length > 0) ended += 1;
    else if (isHeld) held += 1;
    checkEnd(stage, known, isHeld);
    if (known.execution.tool === "text.send") checkAtCarrier(stage, known.execution);
  }
  const planned = seen.executions.size;
  world.check(
    "C1",
    planned === ended + held,
    () => `${planned} texts, ${ended} ended, ${held} held`,
  );
  for (const { execution: id, sid } of carrier.accepted)
    world.check(
      "C1",
      seen.executions.has(id) || seen.notices.has(id),
      () => `nobody asked for ${sid}, which the carrier has`,
    );
  const isCounted = !seen.logged.has("messages.unaccounted") || queues.buried.length > 0;
  world.check("C1", isCounted, () => "the daily count found texts unaccounted for");
};

/** Where a person looks: its run is paused, or the list of what could not be read names its stream. */
const isHeldBack = ({ execution, visit }: Known, parked: ReadonlySet<string>): boolean =>
  visit.pausedRuns.has(execution.run) || parked.has(visit.stream);

const checkEnd = ({ universe }: Stage, { execution }: Known, isHeld: boolean): void => {
  const { world, queues } = universe;
  const [end] = execution.ends;
  world.check("L1", end !== undefined || isHeld, () => `${execution.id} never came to an end`);
  // Somebody must have heard of a text that was handed over again and again in vain.
  // While the feed or the queue stood still for hours, nobody was there to carry anything out.
  const isHeldUp = world.tally.faults["feed.late"] + world.tally.faults["queue.late"] > 0;
  const isLost = end?.why === "not_carried_out" && queues.buried.length === 0 && !isHeldUp;
  world.check("L1", !isLost, () => `nobody ever carried out ${execution.id}`);
  if (execution.intents > 0)
    world.check("L3", !execution.inFlight || isHeld, () => `what became of ${execution.id}?`);
};

const checkAtCarrier = (
  { universe: { world, carrier } }: Stage,
  execution: ExecutionModel,
): void => {
  const got = carrier.ofExecution.get(execution.id) ?? [];
  const [end] = execution.ends;
  if (end?.what === "sent") {
    const isTheirs = got.some(({ sid }) => sid === end.sid);
    world.check("C1", isTheirs, () => `${execution.id} counts as sent by another's text`);
  } else if (got.length > 0) {
    // Whoever could not be told for a day is a person's matter; so is a zombie's text after a resend.
    const isKnown = end?.why === "outcome_unknown" || execution.resends > 0;
    world.check("C1", isKnown, () => `the carrier has ${execution.id}: ${JSON.stringify(end)}`);
  }
};

/** What the pack's journeys ask for. */
const depositMinor = 5_000;

export const checkMoney = (stage: Stage): void => {
  const { world, till } = stage.universe;
  const parked = parkedStreams(stage);
  const known = new Map<string, number>();
  for (const { execution } of till.links) known.set(execution, (known.get(execution) ?? 0) + 1);
  for (const [execution, links] of known)
    world.check("M1", links === 1, () => `${execution} has ${links} links to pay`);
  for (const link of till.links) checkAmount(stage, link);
  const links = till.links.flatMap((link) => {
    const visit = stage.seen.executions.get(link.execution)?.visit;
    return visit === undefined || parked.has(visit.stream) ? [] : [{ link, visit }];
  });
  for (const { link, visit } of links) checkClosed(stage, link, visit);
  for (const { link, visit } of links) if (link.payment !== null) checkRecorded(stage, link, visit);
};

const checkAmount = (
  { universe: { world } }: Stage,
  { execution, amountMinor, currency }: SimLink,
): void =>
  world.check(
    "M1",
    amountMinor === depositMinor && currency === "USD",
    () => `${execution} asks for ${amountMinor} ${currency}`,
  );

const checkClosed = ({ universe: { world } }: Stage, link: SimLink, visit: VisitModel): void => {
  if (Date.parse(visit.start) >= world.nowMs()) return;
  const isAsked =
    visit.openTasks.has("deposit-link-open") || visit.openTasks.has("deposit-link-failed");
  world.check(
    "M1",
    !link.isOpen || isAsked,
    () => `${link.link} of ${link.execution} is open although its visit is over`,
  );
};

/** What is overtaken by a later word says nothing new. */
const recordOf: Readonly<Record<string, string>> = { pending: "payment.", failed: "payment." };

const checkRecorded = ({ universe }: Stage, link: SimLink, visit: VisitModel): void => {
  const sealed = universe.store.streamOf(link.tenant, visit.stream)?.sealed ?? [];
  const types = sealed.flatMap(({ events }) =>
    events.flatMap((event) =>
      (event as { readonly payment?: unknown }).payment === link.payment ? [event.type] : [],
    ),
  );
  for (const word of link.told)
    universe.world.check(
      "M1",
      types.some((type) => type.startsWith(recordOf[word] ?? `payment.${word}`)),
      () => `what was told of the money of ${link.link} (${word}) is on no record`,
    );
};

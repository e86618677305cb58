import type { Stage } from "#test/simulation/run";
import type { ExecutionModel, VisitModel } from "#test/simulation/checks/model";

/** Every text that was ever planned, and what became of it: planned = sent + suppressed + failed, to the last one. */
export const checkFates = ({ universe, seen }: Stage): void => {
  const { world, carrier, queues } = universe;
  const parked = new Set(
    queues.buried.map(({ body }) => (body as { readonly stream?: string }).stream ?? ""),
  );
  const sums = { planned: 0, sent: 0, suppressed: 0, failed: 0 };
  for (const { execution, visit } of seen.executions.values()) {
    sums.planned += 1;
    const [end] = execution.ends;
    if (end !== undefined) sums[end.what as "sent"] += 1;
    // Where a person looks: the list of what could not be read names its stream.
    const isHeld = visit.pausedRuns.has(execution.run) || parked.has(visit.stream);
    world.check("L1", end !== undefined || isHeld, () => `${execution.id} never came to an end`);
    // Somebody must have heard of a text that was handed over again and again in vain.
    const isLost = end?.why === "not_carried_out" && queues.buried.length === 0;
    world.check("L1", !isLost, () => `nobody ever carried out ${execution.id}`);
    if (execution.intents > 0)
      world.check(
        "L3",
        !execution.inFlight || isHeld,
        () => `nobody knows what became of ${execution.id}`,
      );
    if (execution.tool === "text.send") checkAtCarrier({ universe, seen }, execution, visit);
  }
  for (const { execution: id, sid } of carrier.accepted)
    world.check(
      "C1",
      seen.executions.has(id),
      () => `the carrier has ${sid}, which nobody asked for`,
    );
  const ended = sums.sent + sums.suppressed + sums.failed;
  const held = [...seen.executions.values()].filter(
    ({ execution, visit }) =>
      execution.ends.length === 0 &&
      (visit.pausedRuns.has(execution.run) || parked.has(visit.stream)),
  ).length;
  world.check(
    "C1",
    sums.planned === ended + held,
    () => `the texts add up to ${JSON.stringify(sums)}`,
  );
  world.check(
    "C1",
    !seen.logged.has("messages.unaccounted") || queues.buried.length > 0,
    () => "the daily count found texts unaccounted for",
  );
};

const checkAtCarrier = (
  { universe, seen }: Pick<Stage, "universe" | "seen">,
  execution: ExecutionModel,
  visit: VisitModel,
): void => {
  const { world, carrier } = universe;
  const got = carrier.ofExecution.get(execution.id) ?? [];
  const [end] = execution.ends;
  if (end?.what === "sent")
    world.check(
      "C1",
      got.some(({ sid }) => sid === end.sid),
      () => `${execution.id} counts as sent by ${end.sid ?? ""}, which the carrier has for another`,
    );
  // Whoever could not be told for a day is a person's matter; whoever was told otherwise is a lie.
  if (got.length > 0 && end?.what !== "sent")
    world.check(
      "C1",
      end?.why === "outcome_unknown" || isOvertaken(execution),
      () =>
        `the carrier has ${execution.id}, which ended as ${end?.what ?? "nothing"} (${end?.why ?? ""})`,
    );
  const isAhead = end?.what === "failed" && end.why !== "number_unreachable";
  if (isAhead && visit.kinds.size > 0) world.count("failed texts");
  void seen;
};

/** A zombie's text that landed after the stream had gone on: authorised as a resend, or withdrawn. */
const isOvertaken = ({ resends }: ExecutionModel): boolean => resends > 0;

export const checkMoney = ({ universe, seen }: Stage): void => {
  const { world, till } = universe;
  const known = new Map<string, number>();
  for (const link of till.links) known.set(link.execution, (known.get(link.execution) ?? 0) + 1);
  for (const [execution, links] of known)
    world.check("M1", links === 1, () => `${execution} has ${links} links to pay`);
  for (const link of till.links) {
    const visit = seen.executions.get(link.execution)?.visit;
    const isOver = visit !== undefined && Date.parse(visit.start) < world.nowMs();
    if (isOver)
      world.check(
        "M1",
        !link.isOpen ||
          visit.openTasks.has("deposit-link-open") ||
          visit.openTasks.has("deposit-link-failed"),
        () => `${link.link} is open although its visit is over`,
      );
    if (link.payment === null || visit === undefined) continue;
    const { sealed } = universe.store.streamOf(link.tenant, visit.stream as never) ?? {
      sealed: [],
    };
    const word = link.paid ? "payment.paid" : "payment.";
    const isTold = sealed.some(({ events }) => events.some(({ type }) => type.startsWith(word)));
    world.check("M1", isTold, () => `the money of ${link.link} is on no record`);
  }
};

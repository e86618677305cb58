import { nextAppointmentWake } from "#core/appointment/decide";
import type { AppointmentStreamState } from "#core/appointment/journeys";
import type { KnownAppointment } from "#core/appointment/state";
import type { Execution } from "#core/execution/state";
import { type Instant, msBetween } from "#core/kernel/time";
import { spokenCondition } from "#core/views/spoken-condition";
import { spokenName, spokenSpan } from "#core/views/spoken-time";
import { taskTitle } from "#core/views/task-words";
import type { PlannedEntry, Reading, TextStory } from "#core/views/timeline-entry";
import { awaited, carrierReason, deferredWords, reasonIn } from "#core/views/timeline-reasons";
import { linkNames, linkStoryOf } from "#core/views/timeline-link";
import { textName } from "#core/views/timeline-text";
import type { Step } from "#core/workflow/definition";
import { isHeldBack } from "#core/workflow/journeys";
import type { Run, StepState } from "#core/workflow/run";

/**
 * What is still to come for an appointment, soonest first. Every line holds only as long as nothing
 * changes: each text is judged once more at the moment of sending.
 */
export const plannedOf = (
  state: AppointmentStreamState,
  now: Instant,
  { reading, texts }: { readonly reading: Reading; readonly texts: ReadonlyMap<string, TextStory> },
): readonly PlannedEntry[] => {
  const { domain, journeys } = state;
  if (domain.status === "none") return [];
  return [
    ...visitAhead(domain),
    ...Object.values(journeys.executions)
      .filter((one) => !isHeldBack(journeys, one))
      .flatMap((one) => executionAhead(one, texts.get(one.execution)?.name ?? "Text", now)),
    ...Object.values(journeys.runs).flatMap((run) => runAhead(run, domain, now, reading)),
  ].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
};

const visitAhead = (domain: KnownAppointment): readonly PlannedEntry[] => {
  const at = nextAppointmentWake(domain);
  if (at === null) return [];
  return domain.status === "in_progress"
    ? [entry(at, "appointment", "Counts as over", "unless somebody says otherwise by then")]
    : [entry(at, "appointment", "The visit", "everything before it ends with it")];
};

const executionAhead = (
  { phase }: Execution,
  name: string,
  now: Instant,
): readonly PlannedEntry[] => {
  switch (phase.status) {
    case "ready":
      return [entry(now, "text", name, "its time has come; it is being handed over")];
    case "deferred":
      return [entry(phase.until, "text", name, `put off: ${reasonIn(deferredWords, phase.why)}`)];
    case "retrying":
      return [entry(phase.at, "text", name, `tried again: ${carrierReason(phase.why)}`)];
    case "intended":
      return [entry(now, "text", name, "on its way to the carrier")];
    case "unknown":
      return [
        entry(phase.lookAt, "text", name, "its outcome is unknown: looked up at the carrier"),
      ];
    case "sent":
    case "suppressed":
    case "failed":
      return [];
  }
};

const runAhead = (
  run: Run,
  domain: KnownAppointment,
  now: Instant,
  reading: Reading,
): readonly PlannedEntry[] => {
  if (run.end !== null) return [];
  const definition = reading.definitions.byHash(run.definition.hash);
  const title = `“${definition?.title ?? spokenName(run.slug)}”`;
  if (run.hold === "paused")
    return [entry(now, "journey", `${title} is paused`, "nothing of it happens until it goes on")];
  if (run.hold === "blocked")
    return [entry(now, "journey", `${title} cannot go on`, "its definition is not there any more")];
  return Object.entries(run.steps).flatMap(([id, step]) =>
    stepAhead(id, step, domain, definition?.steps ?? []),
  );
};

const stepAhead = (
  id: string,
  state: StepState,
  domain: KnownAppointment,
  steps: readonly Step[],
): readonly PlannedEntry[] => {
  if (state.status === "awaiting")
    return [
      entry(
        state.until,
        "journey",
        `Waiting for ${awaited(state.events)}`,
        `until then at the latest, says step “${spokenName(id)}”`,
      ),
    ];
  if (state.status !== "waiting") return [];
  const after = steps.filter((step) => step.needs.includes(id));
  if (after.length === 0)
    return [entry(state.until, "journey", `Step “${spokenName(id)}”`, "its wait ends")];
  return after.map((step) => stepAfter(step, state.until, domain));
};

/** What follows a wait, named as it will be named when it has happened. */
const stepAfter = (step: Step, at: Instant, domain: KnownAppointment): PlannedEntry => {
  const condition = step.if === null ? "when its time has come" : spokenCondition(step.if.source);
  if (step.do.kind !== "use")
    return entry(at, "journey", `Step “${spokenName(step.id)}”`, condition);

  const { tool, with: inputs } = step.do;
  if (tool === "person.ask")
    return entry(at, "task", `For a person: ${taskTitle(wordOf(inputs["kind"]))}`, condition);
  const link = linkStoryOf({ tool });
  if (link !== null) return entry(at, "payment", linkNames[link], condition);
  const isReminder = inputs["purpose"] === "reminder" && inputs["reply"] !== true;
  const lead = isReminder && at < domain.start ? spokenSpan(msBetween(at, domain.start)) : null;
  return entry(at, "text", textName(wordOf(inputs["template"]), lead), condition);
};

const wordOf = (value: unknown): string => (typeof value === "string" ? value : "");

const entry = (
  at: Instant,
  kind: PlannedEntry["kind"],
  title: string,
  why: string,
): PlannedEntry => ({ at, kind, title, why });

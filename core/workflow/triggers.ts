import { derive, type RunId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { msBetween } from "#core/kernel/time";
import { nextCron } from "#core/workflow/cron";
import type { Definition } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import { contextOf } from "#core/workflow/step";

/**
 * Starts whatever the new fact starts, in the order of the definitions (priority, then slug).
 * `later` are the facts of the same commit that come after this one: a run which they would end at once
 * is not begun, and the event that ends it is the named reason.
 */
export const startOnFact = (draft: Draft, fact: string, later: readonly string[]): void => {
  for (const definition of draft.facts.definitions.current) {
    const trigger = triggeredBy(draft, definition, fact);
    if (trigger === null) continue;
    const ending = later.find((type) => definition.until.includes(type));
    start(draft, definition, trigger, ending ?? null);
  }
};

/** Starts what the clock starts: time triggers once a plan, cron triggers at every occurrence. */
export const startOnTime = (draft: Draft): void => {
  for (const definition of draft.facts.definitions.current) {
    const at = nextTimeOf(draft, definition);
    if (at === null || at > draft.facts.now) continue;
    const isLate = definition.on.kind === "time" && at < (draft.subject?.booked_at ?? at);
    start(draft, definition, definition.on.kind, isLate ? "already_past" : null);
  }
};

/** When the clock starts the next run of any definition; `null` when it never will. */
export const nextTrigger = (draft: Draft): Instant | null =>
  draft.facts.definitions.current.reduce<Instant | null>((least, definition) => {
    const at = nextTimeOf(draft, definition);
    return at !== null && (least === null || at < least) ? at : least;
  }, null);

const start = (
  draft: Draft,
  definition: Definition,
  trigger: string,
  ending: string | null,
): void => {
  const why = ending ?? refusedBy(draft, definition);
  if (why !== null) return emit(draft, { type: "run.skipped", slug: definition.slug, why });

  const { stream, version } = draft.facts;
  emit(draft, {
    type: "run.started",
    run: derive<RunId>(stream, version, definition.slug),
    slug: definition.slug,
    definition: { version: definition.version, hash: definition.hash },
    trigger,
  });
};

const refusedBy = (draft: Draft, definition: Definition): string | null => {
  if (definition.if === null) return null;
  const holds = definition.if.evaluate(contextOf(draft, null));
  if (!holds.ok) return holds.refusal.code;
  return holds.value ? null : "condition_false";
};

const triggeredBy = (draft: Draft, { on, slug }: Definition, fact: string): string | null => {
  if (on.kind === "event") return on.events.includes(fact) ? fact : null;
  if (on.kind !== "pattern" || !matches(on.event, fact)) return null;

  const { now } = draft.facts;
  const since = draft.journeys.fired[slug];
  const count = draft.journeys.recent.filter(
    ({ type, at }) =>
      matches(on.event, type) &&
      msBetween(at, now) <= on.withinMs &&
      (since === undefined || at > since),
  ).length;
  return count >= on.times ? "pattern" : null;
};

const matches = (pattern: string, type: string): boolean =>
  pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

const openStatuses = ["booked", "confirmed", "in_progress"];

const nextTimeOf = (draft: Draft, definition: Definition): Instant | null => {
  const { subject, journeys } = draft;
  if (subject === null || !openStatuses.includes(subject.status)) return null;
  const context = contextOf(draft, null);
  const fired = journeys.fired[definition.slug];
  const { on } = definition;

  if (on.kind === "time") {
    const at = on.at.evaluate(context);
    const isFired = fired !== undefined && fired >= subject.booked_at;
    return at.ok && !isFired ? at.value : null;
  }
  if (on.kind !== "cron") return null;
  const zone = on.zone?.evaluate(context);
  const from = fired !== undefined && fired > subject.booked_at ? fired : subject.booked_at;
  return nextCron(on.pattern, zone?.ok === true ? zone.value : subject.zone, from);
};

import { derive, type RunId } from "#core/kernel/ids";
import { msBetween } from "#core/kernel/time";
import { asksOfCustomer, nobodyKnown } from "#core/workflow/asks";
import type { Definition } from "#core/workflow/definition";
import { type Draft, emit } from "#core/workflow/draft";
import type { RunEvent } from "#core/workflow/events";
import { outlivesCustomer } from "#core/workflow/held";
import { contextOf } from "#core/workflow/step";
import { dueTimeOf, nextTimeOf } from "#core/workflow/trigger-times";

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
    start(draft, definition, { trigger }, ending ?? null);
  }
};

/** Starts what the clock starts. */
export const startOnTime = (draft: Draft): void => {
  for (const definition of draft.facts.definitions.current) {
    const next = nextTimeOf(draft, definition);
    if (next === null || next.at > draft.facts.now) continue;
    const dueAt = dueTimeOf(draft, definition, next);
    const isLate = dueAt < draft.facts.now;
    start(draft, definition, { trigger: definition.on.kind, ...(isLate && { dueAt }) }, next.why);
  }
};

type RunStarted = Extract<RunEvent, { type: "run.started" }>;

const start = (
  draft: Draft,
  definition: Definition,
  begun: Pick<RunStarted, "trigger" | "dueAt">,
  obstacle: string | null,
): void => {
  const { stream, version } = draft.facts;
  const run = derive<RunId>(stream, version, definition.slug);
  if (draft.journeys.runs[run] !== undefined) return; // Two facts of one commit start it once.

  const asked = asksOfCustomer(definition) && { customer: draft.customer ?? nobodyKnown };
  const why = obstacle ?? refusedBy(draft, definition);
  if (why !== null)
    return emit(draft, { type: "run.skipped", slug: definition.slug, why, ...asked });
  emit(draft, {
    type: "run.started",
    run,
    slug: definition.slug,
    definition: { version: definition.version, hash: definition.hash },
    ...begun,
    ...asked,
  });
};

const refusedBy = (draft: Draft, definition: Definition): string | null => {
  if (draft.subject?.erased === true && !outlivesCustomer(definition)) return "customer_erased";
  if (definition.if === null) return null;
  const holds = definition.if.evaluate(contextOf(draft, null));
  if (!holds.ok) return holds.refusal.code;
  return holds.value ? null : "condition_false";
};

const triggeredBy = (draft: Draft, { on, slug }: Definition, fact: string): string | null => {
  if (on.kind === "event") return on.events.includes(fact) ? fact : null;
  if (on.kind !== "pattern" || !matches(on.event, fact)) return null;

  const { now } = draft.facts;
  const since = draft.journeys.fired[slug]?.at;
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

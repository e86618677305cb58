import { type Instant, latest, msBetween, plusMs } from "#core/kernel/time";
import type { Definition, ExpressionContext, Trigger } from "#core/workflow/definition";
import type { Draft } from "#core/workflow/draft";
import { contextOf } from "#core/workflow/step";

/** When the clock starts the next run of any definition; `null` when it never will. */
export const nextTrigger = (draft: Draft): Instant | null =>
  draft.facts.definitions.current.reduce<Instant | null>((least, definition) => {
    const at = nextTimeOf(draft, definition)?.at ?? null;
    return at !== null && (least === null || at < least) ? at : least;
  }, null);

/** `why` names what keeps this moment from starting a run; `null` where nothing does. */
type TriggerTime = { readonly at: Instant; readonly why: string | null };

/**
 * When the clock next starts a run of this definition.
 *
 * A `time` counts once for each time that was agreed, also after the visit; a `cron` at every occurrence
 * while the appointment is open. Occurrences that were slept through count as one.
 */
export const nextTimeOf = (draft: Draft, definition: Definition): TriggerTime | null => {
  const { on } = definition;
  if (draft.subject === null || !statuses[on.kind].includes(draft.subject.status)) return null;

  const fired = draft.journeys.fired[definition.slug] ?? never;
  if (on.kind === "cron") return occurrenceOf(on, contextOf(draft, null), fired.at);
  if (on.kind !== "time" || fired.agreed === draft.journeys.agreed) return null;
  return momentOf(on, contextOf(draft, null));
};

const never = { at: null, agreed: null };

const statuses: Readonly<Record<Trigger["kind"], readonly string[]>> = {
  time: ["booked", "confirmed", "in_progress", "completed"],
  cron: ["booked", "confirmed", "in_progress"],
  event: [],
  pattern: [],
};

const momentOf = (
  on: Extract<Trigger, { kind: "time" }>,
  context: ExpressionContext,
): TriggerTime => {
  const { booked_at } = context.appointment;
  const at = on.at.evaluate(context);
  if (!at.ok) return { at: booked_at, why: at.refusal.code };
  return { at: at.value, why: at.value < booked_at ? "already_past" : null };
};

const occurrenceOf = (
  on: Cron,
  context: ExpressionContext,
  fired: Instant | null,
): TriggerTime | null => {
  const { booked_at } = context.appointment;
  const at = nextIn(on, context)(latest([fired, booked_at]) ?? booked_at);
  return at === null ? null : { at, why: null };
};

type Cron = Extract<Trigger, { kind: "cron" }>;

const nextIn = (on: Cron, context: ExpressionContext) => {
  const zone = on.zone?.evaluate(context);
  const place = zone?.ok === true ? zone.value : context.appointment.zone;
  return (after: Instant): Instant | null => on.next(place, after);
};

/** The moment that a run is for which the clock starts now: of occurrences that were slept through, the last. */
export const dueTimeOf = (draft: Draft, { on }: Definition, { at }: TriggerTime): Instant =>
  on.kind === "cron" ? lastUntil(draft.facts.now, at, nextIn(on, contextOf(draft, null))) : at;

const minuteMs = 60_000;

/** Halves the time in which it lies: a year of minutes takes twenty steps. */
const lastUntil = (
  now: Instant,
  first: Instant,
  nextAfter: (after: Instant) => Instant | null,
): Instant => {
  let [last, end] = [first, now];
  while (last < end) {
    const middle = plusMs(last, Math.floor(msBetween(last, end) / 2 / minuteMs) * minuteMs);
    const found = nextAfter(middle);
    if (found !== null && found <= now) last = found;
    else if (middle === last) break;
    else end = middle;
  }
  return last;
};

import { type CustomerState, isAhead, type NotedAppointment } from "#core/customer/state";
import type { AppointmentId } from "#core/kernel/ids";
import { type Instant, plusMs, type Zone } from "#core/kernel/time";

/** What has gone to the customer about one of their visits, as its own stream tells it. */
export type TextedVisit = {
  readonly appointment: AppointmentId;
  readonly zone: Zone;
  /** When the last text about it went, or may have gone; `null` where none has. */
  readonly lastTextAt: Instant | null;
  /** The time of the visit that this text spoke of; `null` where none has gone. */
  readonly spokenOf: Instant | null;
  /** That text spoke of the visit as of one that is over: what was it like, would they come again. */
  readonly isAfterVisit: boolean;
};

/**
 * What an answer is about. `zone` is the visit's, where anybody has told it; `spokenOf` the time of the visit that
 * was asked about, where anything was: it may have moved since.
 */
export type About =
  | {
      readonly kind: "visit";
      readonly visit: NotedAppointment;
      readonly zone: Zone | null;
      readonly spokenOf: Instant | null;
    }
  | { readonly kind: "visit_behind"; readonly appointment: AppointmentId }
  /** Nothing has been asked, and there are several that it could be. */
  | { readonly kind: "any_of_several" }
  | { readonly kind: "no_visit" };

/**
 * An answer belongs to the visit that the last text spoke of, and not to whichever is next: a reminder is
 * answered until its visit begins, and for a few days more nothing else is meant by a "yes". Where nothing has been
 * asked lately, the only visit ahead is meant; of several, none.
 */
export const aboutWhich = (
  state: CustomerState,
  texted: readonly TextedVisit[],
  now: Instant,
): About => {
  const ahead = visitsAhead(state, now);
  const [next] = ahead;
  if (next === undefined) return { kind: "no_visit" };

  const last = lastOf(texted, state, now);
  if (last === null) return ahead.length > 1 ? { kind: "any_of_several" } : the(next, texted);
  if (last.isAfterVisit) return { kind: "visit_behind", appointment: last.appointment };
  const asked = ahead.find(({ id }) => id === last.appointment);
  return asked === undefined ? gone(last, state, now) : the(asked, texted);
};

const the = (visit: NotedAppointment, texted: readonly TextedVisit[]): About => {
  const told = texted.find(({ appointment }) => appointment === visit.id);
  return { kind: "visit", visit, zone: told?.zone ?? null, spokenOf: told?.spokenOf ?? null };
};

/** The visit has begun since, or is not to be any more: then nobody knows which other one was meant. */
const gone = ({ appointment }: TextedVisit, state: CustomerState, now: Instant): About =>
  (state.appointments[appointment]?.start ?? now) <= now
    ? { kind: "visit_behind", appointment }
    : { kind: "any_of_several" };

/** As long as anybody is asked what a visit was like, and a day. */
export const rememberedMs = 4 * 24 * 3_600_000;

/** The next one first. What was booked before an erasure is nobody's to answer for. */
export const visitsAhead = (
  { appointments }: CustomerState,
  now: Instant,
): readonly NotedAppointment[] =>
  Object.values(appointments)
    .filter((one) => one.erased !== true && one.start > now && isAhead(one))
    .toSorted((one, other) => (one.start < other.start ? -1 : 1));

const lastOf = (
  texted: readonly TextedVisit[],
  { appointments }: CustomerState,
  now: Instant,
): TextedVisit | null => {
  const [last] = texted
    .flatMap(({ lastTextAt, ...one }) => (lastTextAt === null ? [] : [{ ...one, lastTextAt }]))
    .filter(({ appointment }) => appointments[appointment]?.erased === undefined)
    .filter((one) => now < usefulUntil(one, appointments[one.appointment]))
    .toSorted((one, other) => (one.lastTextAt > other.lastTextAt ? -1 : 1));
  return last ?? null;
};

const usefulUntil = (
  { lastTextAt, isAfterVisit }: TextedVisit & { readonly lastTextAt: Instant },
  visit: NotedAppointment | undefined,
): Instant => {
  const remembered = plusMs(lastTextAt, rememberedMs);
  if (isAfterVisit || !isAhead(visit) || visit === undefined) return remembered;
  return remembered > visit.start ? remembered : visit.start;
};

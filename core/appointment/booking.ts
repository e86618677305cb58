import type { AppointmentEvent, Booking } from "#core/appointment/events";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import {
  type AppointmentState,
  type AppointmentStatus,
  type KnownAppointment,
  referenceKey,
} from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import type { Facts } from "#core/kernel/decider";
import { type AppointmentId, as, derive, type StreamName } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, msBetween, plusMs } from "#core/kernel/time";

export type Decision = Result<readonly AppointmentEvent[], AppointmentRefusal>;

/** The identity of an appointment: derived from the first reference that ever named it. */
export const appointmentIdOf = (first: BookingReference): AppointmentId =>
  derive<AppointmentId>("appointment", first.provider, first.ref);

/** The stream is the identity: its first booking may come under a name that its alias has led here. */
export type BookingFacts = Facts & { readonly stream: StreamName };

export const idIn = ({ stream }: BookingFacts): AppointmentId =>
  as<AppointmentId>(stream.slice("appointment/".length));

export const bookFirst = (
  state: AppointmentState,
  booking: Booking,
  facts: BookingFacts,
): Decision => {
  const wrong = wrongTimes(booking, facts.now);
  if (wrong !== null) return refuse(wrong);

  const appointment = idIn(facts);
  return ok([
    bookedEvent({ appointment, plan: 1, booking, replaces: null }, facts),
    ...cancelAhead(state, booking),
  ]);
};

export const bookedEvent = (
  what: {
    readonly appointment: AppointmentId;
    readonly plan: number;
    readonly booking: Booking;
    readonly replaces: BookingReference | null;
  },
  facts: Facts,
): AppointmentEvent => {
  const { booking, ...place } = what;
  return { type: "appointment.booked", ...place, tzdb: facts.tzdb, ...booking };
};

export const cancelAhead = (
  state: AppointmentState,
  booking: Booking,
): readonly AppointmentEvent[] =>
  state.cancelNoted.includes(referenceKey(booking.reference))
    ? [
        {
          type: "appointment.cancelled",
          customer: booking.customer,
          by: "customer",
          reason: null,
        },
      ]
    : [];

const dayMs = 24 * 3_600_000;
/** No agenda is kept further ahead; a year 9999 is a slip, or somebody who tries things out. */
const farthestAheadMs = 3 * 366 * dayMs;
/** A course of some weeks is a visit; what is longer is a slip in the end's date. */
const mostDays = 31;

export const wrongTimes = (booking: Booking, now: Instant): AppointmentRefusal | null => {
  const { start, end } = booking;
  if (end <= start) return { code: "appointment_ends_before_start", details: { start, end } };
  if (start <= now) return { code: "appointment_in_past", details: { start, now } };
  const latest = plusMs(now, farthestAheadMs);
  if (start > latest) return { code: "appointment_too_far_ahead", details: { start, latest } };
  return msBetween(start, end) > mostDays * dayMs
    ? { code: "appointment_too_long", details: { start, end, mostDays } }
    : null;
};

export const unsupported = (from: AppointmentStatus, to: AppointmentStatus): Decision =>
  refuse({ code: "transition_unsupported", details: { from, to } });

export const isCurrent = (state: KnownAppointment, reference: BookingReference): boolean =>
  referenceKey(state.reference) === referenceKey(reference);

export const isKnown = (state: KnownAppointment, reference: BookingReference): boolean =>
  isCurrent(state, reference) || state.past.includes(referenceKey(reference));

import type { AppointmentEvent, Booking, NotedAnswer } from "#core/appointment/events";
import type { BookingReference } from "#core/booking/change";
import type { AppointmentId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { isPaymentEvent, type PaymentEvent } from "#core/payment/events";
import { type Deposits, evolveDeposits, noDeposits } from "#core/payment/state";

export type AppointmentStatus =
  | "booked"
  | "confirmed"
  | "rescheduled"
  | "in_progress"
  | "completed"
  | "no_show"
  | "cancelled";

export type Appointment = Booking & {
  readonly id: AppointmentId;
  readonly plan: number;
  readonly bookedAt: Instant;
  readonly confirmedBy: "customer" | "operator" | "payment" | null;
  /** What the customer has answered last since this time was agreed; `null` where a yes has taken it back, too. */
  readonly answer: NotedAnswer | null;
  /** When the last of what they have said of this time was said; `null` where nobody has kept that. */
  readonly saidAt: Instant | null;
  /** References that once named this appointment, by `referenceKey`. */
  readonly past: readonly string[];
  /** Whose it is has been erased since it was booked. */
  readonly erased?: true;
  /** The link of a text that asked for a review of this visit has been followed. */
  readonly reviewOpened?: true;
  /** The newest revision that was heard of; `null` where the booking system tells none. */
  readonly revision: number | null;
};

type Known = {
  readonly cancelNoted: readonly string[];
  /** The appointment in which this booking lives on; `null` as long as it lives here. */
  readonly continuedIn: AppointmentId | null;
  readonly deposits: Deposits;
};

export type AppointmentState =
  | ({ readonly status: "none" } & Known)
  | ({ readonly status: AppointmentStatus } & Known & Appointment);

export type KnownAppointment = Exclude<AppointmentState, { status: "none" }>;

export const initialAppointment: AppointmentState = {
  status: "none",
  cancelNoted: [],
  continuedIn: null,
  deposits: noDeposits,
};

/** A booking system's reference as one text, to compare and to look up by. */
export const referenceKey = (reference: BookingReference): string =>
  `${reference.provider}:${reference.ref}`;

export const evolveAppointment = (
  state: AppointmentState,
  event: AppointmentEvent | PaymentEvent,
  at: Instant,
): AppointmentState => {
  if (isPaymentEvent(event))
    return { ...state, deposits: evolveDeposits(state.deposits, event, at) };
  if (event.type === "appointment.booked") return booked(state, event, at);
  if (event.type === "appointment.cancel_noted")
    return { ...state, cancelNoted: [...state.cancelNoted, referenceKey(event.reference)] };
  if (event.type === "appointment.continued") return continued(state, event);
  if (state.status === "none")
    throw new Error(`Cannot fold "${event.type}" before "appointment.booked"`);
  return changed(state, event);
};

/** The name under which it went on is past as well, also where its own move is still to come. */
const continued = (
  state: AppointmentState,
  { from, as }: Extract<AppointmentEvent, { type: "appointment.continued" }>,
): AppointmentState => {
  if (state.status === "none") return { ...state, continuedIn: as };
  const key = referenceKey(from);
  const past = key === referenceKey(state.reference) ? state.past : [...state.past, key];
  return { ...state, continuedIn: as, past };
};

const booked = (
  state: AppointmentState,
  event: Extract<AppointmentEvent, { type: "appointment.booked" }>,
  at: Instant,
): AppointmentState => {
  const { type: _, appointment, tzdb: __, replaces, ...booking } = event;
  // What it replaces may never have been the current one: of two moves at once the later one was written first.
  const before = state.status === "none" ? [] : [...state.past, referenceKey(state.reference)];
  const past = replaces === null ? before : [...before, referenceKey(replaces)];
  return {
    ...booking,
    id: appointment,
    status: "booked",
    bookedAt: at,
    confirmedBy: null,
    answer: null,
    saidAt: null,
    cancelNoted: state.cancelNoted,
    continuedIn: state.continuedIn,
    // A booking that moved under its own name has no past name.
    past: [...new Set(past)].filter((key) => key !== referenceKey(booking.reference)),
    revision: state.status === "none" ? null : state.revision,
    deposits: state.deposits,
  };
};

/** What the customer wants in place of the visit as it was agreed; `null` where nobody knows of anything. */
export const wishOf = ({ answer }: KnownAppointment): "reschedule" | "cancel" | null =>
  answer === "after_visit" ? null : answer;

type Change = Exclude<
  AppointmentEvent,
  { type: "appointment.booked" | "appointment.cancel_noted" | "appointment.continued" }
>;

const changed = (state: KnownAppointment, event: Change): AppointmentState => {
  switch (event.type) {
    case "appointment.moved_away":
    case "appointment.rescheduled":
      return { ...state, status: "rescheduled" };
    case "appointment.revision_seen":
      return { ...state, revision: event.revision };
    case "appointment.confirmed":
      return {
        ...state,
        status: "confirmed",
        confirmedBy: event.by,
        answer: null,
        saidAt: event.saidAt ?? state.saidAt,
      };
    case "appointment.answer_noted":
      return {
        ...state,
        answer: event.answer,
        saidAt: event.saidAt ?? state.saidAt,
      };
    case "appointment.customer_erased":
      return { ...state, erased: true };
    case "appointment.review_opened":
      return { ...state, reviewOpened: true };
    case "appointment.cancelled":
      return { ...state, status: "cancelled" };
    case "appointment.started":
      return { ...state, status: "in_progress" };
    case "appointment.completed":
      // Somebody has seen them come: whatever they had said of coming, they have thought better of it.
      return event.by === "operator" && wishOf(state) !== null
        ? { ...state, status: "completed", answer: null }
        : { ...state, status: "completed" };
    case "appointment.no_show":
      return { ...state, status: "no_show" };
  }
};

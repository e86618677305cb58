import type { AppointmentWish } from "#core/appointment/commands";
import {
  appointmentIdOf,
  type BookingFacts,
  bookedEvent,
  bookFirst,
  cancelAhead,
  type Decision,
  idIn,
  isCurrent,
  isKnown,
  unsupported,
  wrongTimes,
} from "#core/appointment/booking";
import type { AppointmentEvent, Booking } from "#core/appointment/events";
import type { AppointmentState, KnownAppointment } from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import { erasedText } from "#core/kernel/personal";
import { ok, refuse } from "#core/kernel/result";

/**
 * A reschedule may reach us as one message or as two halves in either order ("the old one is gone",
 * "the new one replaces it"). Both orders end in the same appointment, with the same identity.
 */
type Wish<Kind extends AppointmentWish["kind"]> = Extract<AppointmentWish, { kind: Kind }>;

export const move = (
  state: AppointmentState,
  wish: Wish<"move">,
  facts: BookingFacts,
): Decision => {
  const { booking } = wish;
  if (state.status === "none") return moveFirst(state, wish, facts);
  if (isKnown(state, booking.reference) || isLeftBehind(state, wish.from)) return ok([]);
  if (!isOpen(state)) return unsupported(state.status, "rescheduled");

  const wrong = wrongTimes(booking, facts.now);
  if (wrong !== null) return refuse(wrong);
  return ok([
    {
      type: "appointment.rescheduled",
      from: state.reference,
      to: booking.reference,
      previousStart: state.start,
      start: booking.start,
    },
    bookedEvent(
      {
        appointment: state.id,
        plan: state.plan + 1,
        booking: withKnownPayment(withKnownPhone(booking, state), state),
        replaces: wish.from,
      },
      facts,
    ),
    ...cancelAhead(state, booking),
  ]);
};

/**
 * A booking is replaced once. Where the visit has gone on from this one by now, what took its place has been
 * replaced in turn, and a later move was written before this one: its time is over.
 */
const isLeftBehind = (state: KnownAppointment, from: BookingReference): boolean =>
  !isCurrent(state, from) && (isKnown(state, from) || appointmentIdOf(from) === state.id);

/**
 * Who chooses another time need not give their number again: a form that does not ask for it has not taken it
 * back. The visit stays the same customer's, unless another e-mail address says that somebody else comes instead,
 * or something was typed that is no number: then a person asks.
 */
export const withKnownPhone = (booking: Booking, known: KnownAppointment): Booking => {
  const { contact, customer, reach } = known;
  const { name, email } = booking.contact;
  const hasNumber = reach === "reachable" && contact.phone !== erasedText;
  const givesNone = booking.reach === "no_phone" || booking.reach === "by_email";
  if (!givesNone || !hasNumber || isSomebodyElse(email, contact.email)) return booking;
  return {
    ...booking,
    customer,
    reach,
    contact: { name: name ?? contact.name, email: email ?? contact.email, phone: contact.phone },
  };
};

/**
 * A move does not take the money back: what was agreed and paid for the old time holds for the new one. And it
 * is for the same service, where nothing else is said.
 */
const withKnownPayment = (
  booking: Booking,
  { payment, serviceAsksDeposit }: KnownAppointment,
): Booking => ({
  ...(payment !== undefined && { payment }),
  ...(serviceAsksDeposit !== undefined && { serviceAsksDeposit }),
  ...booking,
});

const isSomebodyElse = (email: string | null, known: string | null): boolean =>
  email !== null && email.toLowerCase() !== known?.toLowerCase();

/** The first booking has not come yet: the appointment bears its identity all the same, and its second plan. */
const moveFirst = (state: AppointmentState, wish: Wish<"move">, facts: BookingFacts): Decision => {
  const { booking, from } = wish;
  if (state.continuedIn !== null) return unsupported("rescheduled", "rescheduled");
  const wrong = wrongTimes(booking, facts.now);
  if (wrong !== null) return refuse(wrong);

  const appointment = idIn(facts);
  return ok([
    bookedEvent({ appointment, plan: 2, booking, replaces: from }, facts),
    ...cancelAhead(state, booking),
  ]);
};

export const noteMovedAway = (
  state: AppointmentState,
  wish: Wish<"note_moved_away">,
  facts: BookingFacts,
): Decision => {
  const from = wish.booking.reference;
  const movedAway: AppointmentEvent = { type: "appointment.moved_away", from, to: wish.to };
  if (state.status === "none") {
    if (state.continuedIn !== null) return ok([]);
    const first = bookFirst(state, wish.booking, facts);
    return first.ok ? ok([...first.value, movedAway]) : first;
  }
  if (!isCurrent(state, from) || state.status === "rescheduled") return ok([]); // Its new half came first, or it came twice.
  if (!isOpen(state)) return unsupported(state.status, "rescheduled");
  return ok([movedAway]);
};

/**
 * Of two moves the later one was heard of first, and the visit lives elsewhere since then. Here it is over,
 * known or still to come: nobody waits for a new time, and whatever else is said of it is old news.
 */
export const letGo = (state: AppointmentState, wish: Wish<"let_go">): Decision => {
  const { reference: from, to, as } = wish;
  const continued: AppointmentEvent = { type: "appointment.continued", from, as };
  if (state.continuedIn !== null) return ok([]);
  if (state.status === "none") return ok([continued]);
  // It has gone on from there already. Of a name that is still to come it will not: that move is let go as well.
  if (!isCurrent(state, from) && isKnown(state, from)) return ok([]);
  if (state.status === "rescheduled") return ok([continued]);
  if (!isOpen(state)) return unsupported(state.status, "rescheduled");
  return ok([{ type: "appointment.moved_away", from: state.reference, to }, continued]);
};

export const isOpen = ({ status, continuedIn }: KnownAppointment): boolean =>
  continuedIn === null &&
  (status === "booked" || status === "confirmed" || status === "rescheduled");

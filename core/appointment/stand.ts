import {
  bookedEvent,
  bookFirst,
  type BookingFacts,
  type Decision,
  isCurrent,
  unsupported,
  wrongTimes,
} from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentEvent, Booking } from "#core/appointment/events";
import { isOpen, withKnownPhone } from "#core/appointment/reschedule";
import type { AppointmentState, KnownAppointment } from "#core/appointment/state";
import type { Revision } from "#core/booking/change";
import { erasedText } from "#core/kernel/personal";
import { ok, refuse } from "#core/kernel/result";

/**
 * Some booking systems never rename a booking: they tell how it stands, again and again, in an order that
 * nothing promises. What stands at another time has moved, and everything planned for the old time ends in the
 * same commit, as it does where a booking is replaced.
 */
export const stand = (state: AppointmentState, booking: Booking, facts: BookingFacts): Decision => {
  if (state.status === "none")
    return state.continuedIn === null ? bookFirst(state, booking, facts) : ok([]);
  if (!isCurrent(state, booking.reference)) return ok([]); // It goes on under another name by now.
  if (isAgreedAlready(state, booking)) return ok([]);
  // Called off, missed or over, and yet at another time: what that means to the customer, a person decides.
  if (!isOpen(state)) return unsupported(state.status, "rescheduled");

  const wrong = wrongTimes(booking, facts.now);
  return wrong === null ? ok(movedInPlace(state, booking, facts)) : refuse(wrong);
};

/**
 * Asks for the decision only where the message is not older news than what is known, and keeps the number of
 * what was decided. A count of the provider's own is kept also where nothing else is new: else a visit that moved
 * away and back again could be taken away once more by the message in between. A cancellation is never
 * too late: none of these systems takes one back.
 */
export const inOrder = (
  state: AppointmentState,
  wish: AppointmentWish,
  decide: () => Decision,
): Decision => {
  const revision = "revision" in wish ? wish.revision : undefined;
  if (revision === undefined) return decide();

  const known = state.status === "none" ? null : state.revision;
  if (known !== null && revision.number < known && wish.kind !== "cancel") return ok([]);
  const decided = decide();
  return decided.ok ? ok([...decided.value, ...noted(state, revision, decided.value)]) : decided;
};

const noted = (
  state: AppointmentState,
  { by, number }: Revision,
  decided: readonly AppointmentEvent[],
): readonly AppointmentEvent[] => {
  const isKnown = state.status !== "none" && state.revision !== null && state.revision >= number;
  const isWorthIt = decided.length > 0 || (by === "provider" && state.status !== "none");
  return isKnown || !isWorthIt ? [] : [{ type: "appointment.revision_seen", revision: number }];
};

/** The same time, and no number that we did not have: an end, a note or a price changes nothing for the customer. */
const isAgreedAlready = (state: KnownAppointment, booking: Booking): boolean =>
  state.start === booking.start && !(isOpen(state) && isNewNumber(state, booking));

const isNewNumber = ({ contact: known }: KnownAppointment, { contact }: Booking): boolean =>
  contact.phone !== null && contact.phone !== known.phone && known.phone !== erasedText;

const movedInPlace = (
  state: KnownAppointment,
  booking: Booking,
  facts: BookingFacts,
): readonly AppointmentEvent[] => [
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
      booking: withKnownPhone(booking, state),
      replaces: null,
    },
    facts,
  ),
];

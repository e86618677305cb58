import type { AppointmentWish } from "#core/appointment/commands";
import {
  appointmentIdOf,
  bookedEvent,
  bookFirst,
  cancelAhead,
  type Decision,
  isCurrent,
  isKnown,
  unsupported,
  wrongTimes,
} from "#core/appointment/booking";
import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentState, AppointmentStatus } from "#core/appointment/state";
import type { Facts } from "#core/kernel/decider";
import { ok, refuse } from "#core/kernel/result";

/**
 * A reschedule may reach us as one message or as two halves in either order ("the old one is gone",
 * "the new one replaces it"). Both orders end in the same appointment, with the same identity.
 */
type Wish<Kind extends AppointmentWish["kind"]> = Extract<AppointmentWish, { kind: Kind }>;

export const move = (state: AppointmentState, wish: Wish<"move">, facts: Facts): Decision => {
  const { booking } = wish;
  if (state.status === "none") return moveFirst(state, wish, facts);
  if (isKnown(state, booking.reference)) return ok([]);
  if (!isOpen(state.status)) return unsupported(state.status, "rescheduled");

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
      { appointment: state.id, plan: state.plan + 1, booking, replaces: state.reference },
      facts,
    ),
    ...cancelAhead(state, booking, wish.overtaken),
  ]);
};

/** The first booking has not come yet: the appointment bears its identity all the same, and its second plan. */
const moveFirst = (state: AppointmentState, wish: Wish<"move">, facts: Facts): Decision => {
  const { booking, from } = wish;
  const wrong = wrongTimes(booking, facts.now);
  if (wrong !== null) return refuse(wrong);

  const appointment = appointmentIdOf(from);
  return ok([
    bookedEvent({ appointment, plan: 2, booking, replaces: from }, facts),
    ...cancelAhead(state, booking, wish.overtaken),
  ]);
};

export const noteMovedAway = (
  state: AppointmentState,
  wish: Wish<"note_moved_away">,
  facts: Facts,
): Decision => {
  const from = wish.booking.reference;
  const movedAway: AppointmentEvent = { type: "appointment.moved_away", from, to: wish.to };
  if (state.status === "none") {
    const first = bookFirst(state, wish.booking, facts);
    return first.ok ? ok([...first.value, movedAway]) : first;
  }
  if (!isCurrent(state, from) || state.status === "rescheduled") return ok([]); // Its new half came first, or it came twice.
  if (!isOpen(state.status)) return unsupported(state.status, "rescheduled");
  return ok([movedAway]);
};

const isOpen = (status: AppointmentStatus): boolean =>
  status === "booked" || status === "confirmed" || status === "rescheduled";

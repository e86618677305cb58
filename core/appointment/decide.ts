import { outdated, outdatedOrForgotten } from "#core/appointment/answered";
import {
  bookFirst,
  type BookingFacts,
  type Decision,
  isCurrent,
  isKnown,
  unsupported,
} from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentEvent, Booking } from "#core/appointment/events";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import { letGo, move, noteMovedAway } from "#core/appointment/reschedule";
import { inOrder, stand } from "#core/appointment/stand";
import {
  type AppointmentState,
  type AppointmentStatus,
  evolveAppointment,
  initialAppointment,
  type KnownAppointment,
  referenceKey,
  wishOf,
} from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import type { Decider } from "#core/kernel/decider";
import { ok, refuse } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";

type Wish<Kind extends AppointmentWish["kind"]> = Extract<AppointmentWish, { kind: Kind }>;

/** A visit counts as completed this long after its end, unless someone has said otherwise by then. */
const completedAfterEndMs = 2 * 3_600_000;

/**
 * Decides what becomes of an appointment. Says nothing new (no events) to what it has heard before, in
 * whatever order a booking system delivers it, and refuses transitions that domain rules do not have.
 */
const decideAppointment = (
  state: AppointmentState,
  wish: AppointmentWish,
  facts: BookingFacts,
): Decision => inOrder(state, wish, () => decideWish(state, wish, facts));

const decideWish = (
  state: AppointmentState,
  wish: AppointmentWish,
  facts: BookingFacts,
): Decision => {
  switch (wish.kind) {
    case "book":
      return book(state, wish.booking, facts);
    case "stand":
      return stand(state, wish.booking, facts);
    case "move":
      return move(state, wish, facts);
    case "note_moved_away":
      return noteMovedAway(state, wish, facts);
    case "let_go":
      return letGo(state, wish);
    case "cancel":
      return cancel(state, wish, facts);
    case "confirm":
      return confirm(state, wish);
    case "complete":
      return transition(state, "completed", ["in_progress"], {
        type: "appointment.completed",
        by: "operator",
      });
    case "mark_no_show":
      return transition(state, "no_show", ["booked", "confirmed", "in_progress"], {
        type: "appointment.no_show",
        by: wish.by,
      });
    case "clear_no_show":
      return clearNoShow(state);
    case "note_answer":
      return noteAnswer(state, wish, facts.now);
    case "note_erasure":
      return noteErasure(state, wish);
    case "wake":
      return ok(dueBy(state, facts.now));
  }
};

/** When the appointment itself has to be woken: at its start, and two hours after its end. */
export const nextAppointmentWake = (state: AppointmentState): Instant | null => {
  if (state.status === "booked" || state.status === "confirmed") return state.start;
  if (state.status === "in_progress") return plusMs(state.end, completedAfterEndMs);
  return null;
};

export const appointmentDecider: Decider<
  AppointmentState,
  AppointmentWish,
  AppointmentEvent,
  AppointmentRefusal,
  BookingFacts
> = { initial: initialAppointment, decide: decideAppointment, evolve: evolveAppointment };

const book = (state: AppointmentState, booking: Booking, facts: BookingFacts): Decision => {
  // A redelivered booking, or one that lives on elsewhere: nothing new is true.
  if (state.status !== "none" || state.continuedIn !== null) return ok([]);
  return bookFirst(state, booking, facts);
};

const cancel = (state: AppointmentState, wish: Wish<"cancel">, facts: BookingFacts): Decision => {
  const { booking, by, reason } = wish;
  const customer = state.status === "none" ? booking.customer : state.customer;
  const cancelled: AppointmentEvent = { type: "appointment.cancelled", customer, by, reason };
  if (state.status === "none") {
    if (state.continuedIn !== null) return ok([]);
    const first = bookFirst(state, booking, facts);
    return first.ok ? ok([...first.value, cancelled]) : first;
  }
  if (!isCurrent(state, booking.reference)) return cancelElsewhere(state, booking.reference);
  // The old half of a reschedule ends nothing; an operator who means it is told that it did not.
  if (state.status === "rescheduled" && by !== "operator") return ok([]);
  return transition(state, "cancelled", ["booked", "confirmed"], cancelled);
};

const cancelElsewhere = (state: KnownAppointment, reference: BookingReference): Decision =>
  isKnown(state, reference) || state.cancelNoted.includes(referenceKey(reference))
    ? ok([])
    : ok([{ type: "appointment.cancel_noted", reference }]);

const clearNoShow = (state: AppointmentState): Decision =>
  state.status === "no_show" ? unsupported("no_show", "booked") : ok([]);

const confirm = (state: AppointmentState, { by, answers }: Wish<"confirm">): Decision => {
  if (state.status === "none") return refuse({ code: "appointment_unknown" });
  const old = outdated(state, answers);
  if (old !== null) return refuse(old);
  const saidAt = answers === undefined ? {} : { saidAt: answers.at };
  const confirmed: AppointmentEvent = { type: "appointment.confirmed", by, ...saidAt };
  // A yes after all is news also of a visit that was confirmed before.
  if (state.status === "confirmed" && wishOf(state) !== null) return ok([confirmed]);
  return transition(state, "confirmed", ["booked"], confirmed);
};

/** Whoever asks again for the same gets one link; the person's task stands for the rest. */
const noteAnswer = (
  state: AppointmentState,
  { answer, answers }: Wish<"note_answer">,
  now: Instant,
): Decision => {
  if (state.status === "none") return refuse({ code: "appointment_unknown" });
  const old = outdatedOrForgotten(state, answers, now);
  if (old !== null) return refuse(old);
  if (state.answer === answer) return ok([]);
  // "I am five minutes late" tells nobody how the visit was.
  const saidDuring = answer === "after_visit" && answers !== undefined && answers.at < state.end;
  if (saidDuring) return ok([]);
  const saidAt = answers === undefined ? {} : { saidAt: answers.at };
  return ok([{ type: "appointment.answer_noted", answer, ...saidAt }]);
};

/** By now the visit may be somebody else's, or agreed anew. */
const noteErasure = (state: AppointmentState, { customer, at }: Wish<"note_erasure">): Decision => {
  if (state.status === "none") return refuse({ code: "appointment_unknown" });
  const isTheirs = state.customer === customer && state.bookedAt <= at;
  const isNews = isTheirs && state.erased !== true;
  return ok(isNews ? [{ type: "appointment.customer_erased" }] : []);
};

const dueBy = (state: AppointmentState, now: Instant): readonly AppointmentEvent[] => {
  if (state.status === "none") return [];
  const events: AppointmentEvent[] = [];
  const isOpen = state.status === "booked" || state.status === "confirmed";
  if (isOpen && now >= state.start) events.push({ type: "appointment.started" });

  const hasBegun = state.status === "in_progress" || events.length > 0;
  if (hasBegun && now >= plusMs(state.end, completedAfterEndMs))
    events.push({ type: "appointment.completed", by: "time" });
  return events;
};

const transition = (
  state: AppointmentState,
  to: AppointmentStatus,
  from: readonly AppointmentStatus[],
  event: AppointmentEvent,
): Decision => {
  if (state.status === "none") return refuse({ code: "appointment_unknown" });
  if (state.status === to) return ok([]);
  return from.includes(state.status) ? ok([event]) : unsupported(state.status, to);
};

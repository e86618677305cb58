import type { App } from "#core/app/app";
import { resolve, settleName } from "#core/app/identity";
import type { Intake } from "#core/app/intake";
import { judgeBooking } from "#core/app/judge-booking";
import { recordRefusal } from "#core/app/record-refusal";
import { takeMove } from "#core/app/take-move";
import { type Taken, toAppointment } from "#core/app/to-appointment";
import { appointmentIdOf } from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import type { Booking } from "#core/appointment/events";
import type { BookingChange, BookingDelivery, Revision } from "#core/booking/change";
import { ok } from "#core/kernel/result";

/** Whose zone, names and number have to be judged. */
type Detailed = Extract<BookingChange, { details: unknown }>;
type Attendance = Extract<BookingChange, { kind: "no_show" | "no_show_cleared" }>;

/**
 * Takes what a booking system told us. Any number of deliveries of the same change end in the same
 * commits; a change that cannot be taken is recorded with its reason and becomes a person's task.
 */
export const takeBooking = async (app: App, intake: Intake): Promise<Taken> => {
  const { change } = intake.delivery;
  if (change.kind === "ignored") return change;

  const taken = await takeChange(app, intake, change);
  // A busy stream is no verdict: the provider is asked to deliver again.
  if (taken.kind === "refused" && taken.refusal.code !== "stream_busy")
    await recordRefusal(
      app,
      { ...intake, key: intake.delivery.deliveryKey },
      taken.refusal.code,
      "booking",
    );
  return taken;
};

const takeChange = async (
  app: App,
  intake: Intake,
  change: Exclude<BookingChange, { kind: "ignored" }>,
): Promise<Taken> => {
  if (change.kind === "missing") return { kind: "refused", refusal: { code: "booking_missing" } };
  if (change.kind === "no_show" || change.kind === "no_show_cleared")
    return takeAttendance(app, intake, change);

  const settings = await app.tenants.settings(intake.tenant);
  const judged = await judgeBooking(app, intake.tenant, settings, change.details);
  return judged.ok
    ? takeJudged(app, intake, change, judged.value)
    : { kind: "refused", refusal: judged.refusal };
};

const takeJudged = async (
  app: App,
  intake: Intake,
  change: Detailed,
  booking: Booking,
): Promise<Taken> => {
  if (change.kind === "rescheduled")
    return takeMove(app, intake, { booking, from: change.oldReference });
  const { reference } = booking;
  // These speak of a booking that may still be on its way, and begin an appointment all the same.
  const comesFirst = change.kind === "cancelled" || change.kind === "moved_away";
  const named = comesFirst
    ? await settleName(app, intake, reference, appointmentIdOf(reference))
    : ok(await resolve(app, intake.tenant, reference));
  return named.ok
    ? toAppointment(app, intake, named.value, wishFor(change, booking, intake.delivery))
    : { kind: "refused", refusal: named.refusal };
};

const takeAttendance = async (app: App, intake: Intake, change: Attendance): Promise<Taken> => {
  const appointment = await resolve(app, intake.tenant, change.reference);
  const revised = revisedBy(intake.delivery);
  return toAppointment(
    app,
    intake,
    appointment,
    change.kind === "no_show"
      ? { kind: "mark_no_show", by: "business", ...revised }
      : { kind: "clear_no_show", ...revised },
  );
};

const wishFor = (
  change: Exclude<Detailed, { kind: "rescheduled" }>,
  booking: Booking,
  delivery: BookingDelivery,
): AppointmentWish => {
  switch (change.kind) {
    case "booked":
      return { kind: "book", booking };
    case "stands":
      return { kind: "stand", booking, ...revisedBy(delivery) };
    case "cancelled": {
      const { by, reason } = change;
      return { kind: "cancel", booking, by, reason, ...revisedBy(delivery) };
    }
    case "moved_away":
      return { kind: "note_moved_away", booking, to: change.newReference };
  }
};

const revisedBy = ({ revision }: BookingDelivery): { readonly revision?: Revision } =>
  revision === undefined ? {} : { revision };

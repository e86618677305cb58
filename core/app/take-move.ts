import type { App } from "#core/app/app";
import { aliasOf, settleName, stateOf } from "#core/app/identity";
import type { Intake } from "#core/app/intake";
import { type Taken, toAppointment } from "#core/app/to-appointment";
import { appointmentIdOf } from "#core/appointment/booking";
import type { Booking } from "#core/appointment/events";
import type { AppointmentState } from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import type { AppointmentId } from "#core/kernel/ids";

type Move = { readonly booking: Booking; readonly from: BookingReference };

/** Where the old reference of a move leads, and where the new one does. */
type Names = { readonly before: AppointmentId; readonly now: AppointmentId };

/**
 * Takes a reschedule that replaces the booking. The appointment keeps its identity: the new reference
 * becomes an alias of the old one, once; a redelivery follows it, whatever has become of the visit since.
 *
 * Where more was heard of the new booking first (it has moved on, or is cancelled), it lives under its own
 * name by now, and keeps it: then the old one is let go.
 */
export const takeMove = async (app: App, intake: Intake, move: Move): Promise<Taken> => {
  const { booking, from } = move;
  const own = appointmentIdOf(booking.reference);
  const known = await aliasOf(app, intake.tenant, booking.reference);
  if (known !== null && known !== own)
    return toAppointment(app, intake, known, { kind: "move", ...move });

  const before = await settleName(app, intake, from, appointmentIdOf(from));
  if (!before.ok) return { kind: "refused", refusal: before.refusal };
  const { status } = await stateOf(app, intake.tenant, before.value);
  const isOver = ended.includes(status);

  // Settled also where the old visit is over: it may be over because of what another delivery of this move has begun.
  const now = await settleName(app, intake, booking.reference, isOver ? own : before.value);
  if (!now.ok) return { kind: "refused", refusal: now.refusal };
  return isOver && now.value === own
    ? toAppointment(app, intake, own, { kind: "book", booking })
    : carryOn(app, intake, move, { before: before.value, now: now.value, isOver });
};

const carryOn = async (
  app: App,
  intake: Intake,
  move: Move,
  { isOver, ...names }: Names & { readonly isOver: boolean },
): Promise<Taken> =>
  isOver || names.now === names.before
    ? toAppointment(app, intake, names.now, { kind: "move", ...move })
    : letGo(app, intake, { from: move.from, to: move.booking.reference, ...names });

const ended: readonly AppointmentState["status"][] = [
  "completed",
  "no_show",
  "cancelled",
  "in_progress",
];

const letGo = async (
  app: App,
  intake: Intake,
  where: Names & { readonly from: BookingReference; readonly to: BookingReference },
): Promise<Taken> => {
  const { from: reference, to, before, now } = where;
  const { continuedIn } = await stateOf(app, intake.tenant, now);
  const wish = { kind: "let_go", reference, to, as: continuedIn ?? now } as const;
  return toAppointment(app, intake, before, wish);
};

import { aliasDecider, aliasStream } from "#core/alias/decide";
import type { App } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import {
  aliasOf,
  causeOf,
  type Intake,
  resolve,
  type Taken,
  toAppointment,
} from "#core/app/to-appointment";
import { appointmentIdOf } from "#core/appointment/booking";
import type { Booking } from "#core/appointment/events";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { AppointmentState } from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import { type AppointmentId, appointmentStream, as, type CommandId } from "#core/kernel/ids";

type Move = { readonly booking: Booking; readonly from: BookingReference };

/**
 * Takes a reschedule that replaces the booking. The appointment keeps its identity: the new reference
 * becomes an alias of the old one, once; a redelivery follows it, whatever has become of the visit since.
 */
export const takeMove = async (app: App, intake: Intake, move: Move): Promise<Taken> => {
  const { booking, from } = move;
  const known = await aliasOf(app, intake.tenant, booking.reference);
  if (known !== null)
    return toAppointment(app, intake, known, { kind: "move", ...move, overtaken: false });

  const appointment = await resolve(app, intake.tenant, from);
  const own = appointmentIdOf(booking.reference);
  if (ended.includes(await statusOf(app, intake, appointment)))
    return toAppointment(app, intake, own, { kind: "book", booking });

  const ahead = await statusOf(app, intake, own);
  return ahead === "none" || ahead === "cancelled"
    ? follow(app, intake, appointment, { ...move, overtaken: ahead === "cancelled" })
    : letGo(app, intake, appointment, move);
};

const ended: readonly AppointmentState["status"][] = [
  "completed",
  "no_show",
  "cancelled",
  "in_progress",
];

/** `overtaken`: the new booking's cancellation came before it, when nobody knew yet whose it was. */
const follow = async (
  app: App,
  intake: Intake,
  appointment: AppointmentId,
  move: Move & { readonly overtaken: boolean },
): Promise<Taken> => {
  const alias = await handleCommand(
    app,
    aliasDecider,
    {
      tenant: intake.tenant,
      stream: aliasStream(move.booking.reference),
      commandId: as<CommandId>(intake.delivery.deliveryKey),
      cause: causeOf(intake),
      wish: { kind: "set_alias", appointment },
    },
    {},
  );
  if (alias.kind === "refused") return alias;
  return toAppointment(app, intake, appointment, { kind: "move", ...move });
};

/**
 * The new booking has moved on already (of two reschedules the second came first), and lives under its
 * own name. What is left to say to the old one, known or still to come, is that its time is over.
 */
const letGo = (
  app: App,
  intake: Intake,
  appointment: AppointmentId,
  { booking, from }: Move,
): Promise<Taken> =>
  toAppointment(app, intake, appointment, {
    kind: "note_moved_away",
    booking: { ...booking, reference: from },
    to: booking.reference,
  });

const statusOf = async (
  app: App,
  { tenant }: Intake,
  id: AppointmentId,
): Promise<AppointmentState["status"]> => {
  const { commits } = await app.store.read(tenant, appointmentStream(id));
  return stateAfter(appointmentStreamDecider, commits).domain.status;
};

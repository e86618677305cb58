import { type App, appointmentFacts } from "#core/app/app";
import { type CommandRefusal, handleCommand } from "#core/app/handle-command";
import { causeOf, type Intake } from "#core/app/intake";
import { ownZones } from "#core/app/own-zone";
import type { ZoneUnknown } from "#core/app/judge-booking";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import { type AppointmentId, appointmentStream, as, type CommandId } from "#core/kernel/ids";

export type Taken =
  | { readonly kind: "ignored"; readonly why: string }
  | {
      readonly kind: "taken";
      readonly appointment: AppointmentId;
      readonly version: number;
      /** Whether something was written: a repetition, and what is known already, write nothing. */
      readonly isNews: boolean;
    }
  | { readonly kind: "refused"; readonly refusal: TakeRefusal };

type TakeRefusal =
  | AppointmentRefusal
  | JourneyRefusal
  | CommandRefusal
  | ZoneUnknown
  | { readonly code: "booking_missing" };

/** Gives an appointment one wish of a booking system; the delivery names the command. */
export const toAppointment = async (
  app: App,
  intake: Intake,
  appointment: AppointmentId,
  wish: AppointmentWish,
): Promise<Taken> => {
  const { tenant } = intake;
  const stream = appointmentStream(appointment);
  const booked = "booking" in wish ? wish.booking.customer : null;
  const facts = await appointmentFacts(app, tenant, stream, booked);
  const handled = await handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as<CommandId>(`${intake.provider}:${intake.delivery.deliveryKey}`),
      cause: causeOf(intake),
      wish,
    },
    { ...facts, ...(await ownZones(app, tenant, wish)) },
  );
  return handled.kind === "refused"
    ? handled
    : {
        kind: "taken",
        appointment,
        version: handled.version,
        isNews: handled.kind === "committed",
      };
};

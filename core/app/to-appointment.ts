import { aliasDecider, aliasStream } from "#core/alias/decide";
import { type App, appointmentFacts } from "#core/app/app";
import { type CommandRefusal, handleCommand, stateAfter } from "#core/app/handle-command";
import type { ZoneUnknown } from "#core/app/judge-booking";
import { appointmentIdOf } from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import type { BookingDelivery, BookingReference } from "#core/booking/change";
import {
  type AppointmentId,
  appointmentStream,
  as,
  type CommandId,
  type CorrelationId,
  derive,
  type TenantId,
} from "#core/kernel/ids";
import type { Cause } from "#core/kernel/message";

export type Taken =
  | { readonly kind: "ignored"; readonly why: string }
  | { readonly kind: "taken"; readonly appointment: AppointmentId; readonly version: number }
  | { readonly kind: "refused"; readonly refusal: TakeRefusal };

export type TakeRefusal = AppointmentRefusal | JourneyRefusal | CommandRefusal | ZoneUnknown;

export type Intake = {
  readonly tenant: TenantId;
  readonly provider: string;
  readonly delivery: BookingDelivery;
  readonly correlationId: CorrelationId;
};

/** Gives an appointment one wish of a booking system; the delivery names the command. */
export const toAppointment = async (
  app: App,
  intake: Intake,
  appointment: AppointmentId,
  wish: AppointmentWish,
): Promise<Taken> => {
  const { tenant } = intake;
  const stream = appointmentStream(appointment);
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
    await appointmentFacts(app, tenant, stream),
  );
  return handled.kind === "refused"
    ? handled
    : { kind: "taken", appointment, version: handled.version };
};

/** The appointment that a reference names: the one that its alias leads to, else its own. */
export const resolve = async (
  app: App,
  tenant: TenantId,
  reference: BookingReference,
): Promise<AppointmentId> => (await aliasOf(app, tenant, reference)) ?? appointmentIdOf(reference);

export const aliasOf = async (
  app: App,
  tenant: TenantId,
  reference: BookingReference,
): Promise<AppointmentId | null> => {
  const { commits } = await app.store.read(tenant, aliasStream(reference));
  return stateAfter(aliasDecider, commits).appointment;
};

export const causeOf = ({ provider, delivery, correlationId }: Intake): Cause => ({
  correlationId,
  causationId: as(derive("delivery", provider, delivery.deliveryKey)),
  actor: { kind: "provider", name: provider },
});

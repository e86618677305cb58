import { aliasDecider, aliasStream } from "#core/alias/decide";
import { type App, appointmentFacts } from "#core/app/app";
import { type CommandRefusal, handleCommand, stateAfter } from "#core/app/handle-command";
import { judgeBooking, type ZoneUnknown } from "#core/app/judge-booking";
import { appointmentIdOf } from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import type { Booking } from "#core/appointment/events";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import type { BookingChange, BookingDelivery, BookingReference } from "#core/booking/change";
import { intakeDecider, intakeStream } from "#core/intake/decide";
import {
  type AppointmentId,
  appointmentStream,
  as,
  type CommandId,
  type CorrelationId,
  derive,
  type TaskId,
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

type Change = Exclude<BookingChange, { kind: "ignored" }>;

/**
 * Takes what a booking system told us. Any number of deliveries of the same change end in the same
 * commits; a change that cannot be taken is recorded with its reason and becomes a person's task.
 */
export const takeBooking = async (app: App, intake: Intake): Promise<Taken> => {
  const { change } = intake.delivery;
  if (change.kind === "ignored") return change;

  const settings = await app.tenants.settings(intake.tenant);
  const judged = await judgeBooking(app, intake.tenant, settings, change.details);
  const taken: Taken = judged.ok
    ? await takeJudged(app, intake, change, judged.value)
    : { kind: "refused", refusal: judged.refusal };
  // A busy stream is no verdict: the provider is asked to deliver again.
  if (taken.kind === "refused" && taken.refusal.code !== "stream_busy")
    await recordRefusal(
      app,
      { ...intake, deliveryKey: intake.delivery.deliveryKey },
      taken.refusal.code,
    );
  return taken;
};

const takeJudged = async (
  app: App,
  intake: Intake,
  change: Change,
  booking: Booking,
): Promise<Taken> => {
  if (change.kind === "rescheduled") return takeMove(app, intake, booking, change.oldReference);
  const appointment = await resolve(app, intake.tenant, booking.reference);
  return toAppointment(app, intake, appointment, wishFor(change, booking));
};

/** A reschedule keeps the appointment's identity: the new reference becomes an alias of the old one. */
const takeMove = async (
  app: App,
  intake: Intake,
  booking: Booking,
  from: BookingReference,
): Promise<Taken> => {
  const appointment = await resolve(app, intake.tenant, from);
  if (await hasEnded(app, intake.tenant, appointment))
    return toAppointment(app, intake, appointmentIdOf(booking.reference), {
      kind: "book",
      booking,
    });

  await handleCommand(
    app,
    aliasDecider,
    {
      tenant: intake.tenant,
      stream: aliasStream(booking.reference),
      commandId: as<CommandId>(intake.delivery.deliveryKey),
      cause: causeOf(intake),
      wish: { kind: "set_alias", appointment },
    },
    {},
  );
  return toAppointment(app, intake, appointment, { kind: "move", booking, from });
};

const wishFor = (
  change: Exclude<Change, { kind: "rescheduled" }>,
  booking: Booking,
): AppointmentWish => {
  switch (change.kind) {
    case "booked":
      return { kind: "book", booking };
    case "cancelled":
      return { kind: "cancel", booking, by: change.by, reason: change.reason };
    case "moved_away":
      return { kind: "note_moved_away", booking, to: change.newReference };
    case "no_show":
      return { kind: "mark_no_show", by: "business" };
    case "no_show_cleared":
      return { kind: "clear_no_show" };
  }
};

const toAppointment = async (
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

const resolve = async (
  app: App,
  tenant: TenantId,
  reference: BookingReference,
): Promise<AppointmentId> => {
  const { commits } = await app.store.read(tenant, aliasStream(reference));
  return stateAfter(aliasDecider, commits).appointment ?? appointmentIdOf(reference);
};

const endedStatuses = ["completed", "no_show", "cancelled", "in_progress"];

const hasEnded = async (app: App, tenant: TenantId, id: AppointmentId): Promise<boolean> => {
  const { commits } = await app.store.read(tenant, appointmentStream(id));
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  return endedStatuses.includes(domain.status);
};

/**
 * Keeps that something was refused, under whose name and why, and opens a person's task. What it said
 * stays with the provider, where that person looks it up.
 */
export const recordRefusal = async (
  app: App,
  intake: Omit<Intake, "delivery"> & { readonly deliveryKey: string },
  code: string,
): Promise<void> => {
  const { tenant, provider, deliveryKey, correlationId } = intake;
  await handleCommand(
    app,
    intakeDecider,
    {
      tenant,
      stream: intakeStream(provider, deliveryKey),
      commandId: as<CommandId>(`${provider}:${deliveryKey}`),
      cause: {
        correlationId,
        causationId: as(derive("delivery", provider, deliveryKey)),
        actor: { kind: "provider", name: provider },
      },
      wish: {
        kind: "note_refusal",
        provider,
        code,
        task: derive<TaskId>("intake", provider, deliveryKey),
      },
    },
    {},
  );
};

const causeOf = ({ provider, delivery, correlationId }: Intake): Cause => ({
  correlationId,
  causationId: as(derive("delivery", provider, delivery.deliveryKey)),
  actor: { kind: "provider", name: provider },
});

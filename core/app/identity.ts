import { aliasDecider, aliasStream } from "#core/alias/decide";
import type { App } from "#core/app/app";
import { type CommandRefusal, handleCommand, stateAfter } from "#core/app/handle-command";
import { causeOf, type Intake } from "#core/app/intake";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { AppointmentState } from "#core/appointment/state";
import type { BookingReference } from "#core/booking/change";
import {
  type AppointmentId,
  appointmentStream,
  as,
  type CommandId,
  type TenantId,
} from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";

/** The appointment that a reference names: the one that its alias leads to, else its own. */
export const resolve = async (
  app: App,
  tenant: TenantId,
  reference: BookingReference,
): Promise<AppointmentId> => (await aliasOf(app, tenant, reference)) ?? appointmentIdOf(reference);

/**
 * As `resolve`, and from now on for good: where nobody has heard of the booking yet, its alias is set, to
 * `otherwise`. Whoever speaks of a booking before its own webhook has come must settle this, else that
 * webhook, coming at the same moment, would give the same visit to another appointment. The first alias
 * of a reference stands, so of two that race one wins, and the other is told who.
 */
export const settleName = async (
  app: App,
  intake: Intake,
  reference: BookingReference,
  otherwise: AppointmentId,
): Promise<Result<AppointmentId, CommandRefusal>> => {
  const { tenant, delivery } = intake;
  const known = await aliasOf(app, tenant, reference);
  if (known !== null) return ok(known);
  const own = appointmentIdOf(reference);
  if (isHeardOf(await stateOf(app, tenant, own))) return ok(own);

  const handled = await handleCommand(
    app,
    aliasDecider,
    {
      tenant,
      stream: aliasStream(reference),
      commandId: as<CommandId>(delivery.deliveryKey),
      cause: causeOf(intake),
      wish: { kind: "set_alias", appointment: otherwise },
    },
    {},
  );
  if (handled.kind === "refused") return refuse(handled.refusal);
  return ok(await resolve(app, tenant, reference));
};

export const aliasOf = async (
  app: App,
  tenant: TenantId,
  reference: BookingReference,
): Promise<AppointmentId | null> => {
  const { commits } = await app.store.read(tenant, aliasStream(reference));
  return stateAfter(aliasDecider, commits).appointment;
};

export const stateOf = async (
  app: App,
  tenant: TenantId,
  id: AppointmentId,
): Promise<AppointmentState> => {
  const { commits } = await app.store.read(tenant, appointmentStream(id));
  return stateAfter(appointmentStreamDecider, commits).domain;
};

const isHeardOf = ({ status, continuedIn }: AppointmentState): boolean =>
  status !== "none" || continuedIn !== null;

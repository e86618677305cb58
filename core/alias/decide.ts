import type { Decider } from "#core/kernel/decider";
import type { AppointmentId, StreamName } from "#core/kernel/ids";
import { as, derive } from "#core/kernel/ids";
import type { BookingReference } from "#core/booking/change";
import { ok } from "#core/kernel/result";

/** Booking systems that replace a booking give it a new reference; the alias leads from it to the appointment. */
export type AliasEvent = { readonly type: "alias.set"; readonly appointment: AppointmentId };
type AliasWish = { readonly kind: "set_alias"; readonly appointment: AppointmentId };
type AliasState = { readonly appointment: AppointmentId | null };

export const aliasStream = (reference: BookingReference): StreamName =>
  as(`alias/${derive("alias", reference.provider, reference.ref)}`);

/** The first alias of a reference stands: identity does not move. */
export const aliasDecider: Decider<AliasState, AliasWish, AliasEvent, never> = {
  initial: { appointment: null },
  decide: (state, wish) =>
    ok(state.appointment === null ? [{ type: "alias.set", appointment: wish.appointment }] : []),
  evolve: (_, event) => ({ appointment: event.appointment }),
};

import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentState } from "#core/appointment/state";
import type { CustomerId } from "#core/kernel/ids";
import type { Zone } from "#core/kernel/time";

/**
 * Puts a booking that came without a zone into the customer's own, where that is known; else it stays in the
 * tenant's. What was decided once stands: a list that is imported later moves no visit, and the wish itself
 * is not changed, so that a webhook delivered again is the same command.
 */
export const inOwnZone = (
  state: AppointmentState,
  wish: AppointmentWish,
  { ownZones }: Pick<AppointmentFacts, "ownZones">,
): AppointmentWish => {
  if (!("booking" in wish) || wish.booking.zoneFrom !== "tenant") return wish;
  const known = ownZones?.[wish.booking.customer];
  const zone = zoneOf(state, wish.booking.customer, known);
  return zone === undefined
    ? wish
    : { ...wish, booking: { ...wish.booking, zone, zoneFrom: "customer" } };
};

const zoneOf = (
  state: AppointmentState,
  customer: CustomerId,
  known: Zone | undefined,
): Zone | undefined => {
  if (state.status === "none" || state.customer !== customer) return known;
  if (state.zoneFrom === "tenant") return undefined;
  return state.zoneFrom === "customer" ? state.zone : known;
};

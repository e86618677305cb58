import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentState } from "#core/appointment/state";

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
  const { customer } = wish.booking;
  const before = state.status === "none" || state.customer !== customer ? null : state;
  if (before?.zoneFrom === "tenant") return wish;
  const zone = before?.zoneFrom === "customer" ? before.zone : ownZones?.[customer];
  if (zone === undefined) return wish;
  return { ...wish, booking: { ...wish.booking, zone, zoneFrom: "customer" } };
};

import type { CommandDeps } from "#core/app/handle-command";
import { stateAfter } from "#core/app/handle-command";
import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentFacts } from "#core/appointment/facts";
import { customerFold } from "#core/customer/state";
import { customerStream, type TenantId } from "#core/kernel/ids";

/** The zone that a list of customers has told of whoever books, asked only where the booking told none. */
export const ownZones = async (
  { store }: Pick<CommandDeps, "store">,
  tenant: TenantId,
  wish: AppointmentWish,
): Promise<Pick<AppointmentFacts, "ownZones">> => {
  if (!("booking" in wish) || wish.booking.zoneFrom !== "tenant") return {};
  const { customer } = wish.booking;
  const { commits } = await store.readFacts(tenant, customerStream(customer));
  const zone = stateAfter(customerFold, commits).imported?.zone ?? null;
  return zone === null ? {} : { ownZones: { [customer]: zone } };
};

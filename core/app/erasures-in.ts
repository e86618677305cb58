import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import type { AppointmentWish } from "#core/appointment/commands";
import { customerFold } from "#core/customer/state";
import { type AppointmentId, as, type CustomerId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

type Told = {
  readonly appointment: AppointmentId;
  readonly wish: Extract<AppointmentWish, { kind: "note_erasure" }>;
};

/** What an erasure tells the visits that the customer's own stream knew of by then. */
export const erasuresIn = async (
  { store }: Pick<App, "store">,
  { tenant, stream, version, at }: Commit,
): Promise<readonly Told[]> => {
  const { commits } = await store.read(tenant, stream);
  const { appointments } = stateAfter(customerFold, commits.slice(0, version));
  const customer = as<CustomerId>(stream.slice("customer/".length));
  const wish = { kind: "note_erasure", customer, at } as const;
  return Object.values(appointments).map(({ id }) => ({ appointment: id, wish }));
};

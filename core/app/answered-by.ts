import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import type { Answered } from "#core/appointment/answered";
import { customerFold } from "#core/customer/state";
import type { CustomerEvent } from "#core/customer/events";
import { type AppointmentId, as, type CustomerId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

/**
 * What a text answered, as the customer's own stream knew the visit when it came. A model may have read it only
 * later, and whoever tells of it later still.
 */
export const answeredBy = async (
  { store }: Pick<App, "store">,
  commit: Commit,
  { appointment, text }: { readonly appointment: AppointmentId; readonly text: string },
): Promise<Answered> => {
  const { tenant, stream } = commit;
  const { commits } = await store.readFacts(tenant, stream);
  const heard = commits.find(({ events }) => isHeardIn(events as readonly CustomerEvent[], text));
  const { version, at } = heard ?? commit;
  const { appointments } = stateAfter(customerFold, commits.slice(0, version));
  const customer = as<CustomerId>(stream.slice("customer/".length));
  return { customer, start: appointments[appointment]?.start ?? null, at };
};

const isHeardIn = (events: readonly CustomerEvent[], sid: string): boolean =>
  events.some((event) => event.type === "customer.text_received" && event.sid === sid);

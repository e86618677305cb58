import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { customerFold } from "#core/customer/state";
import { type CustomerId, customerStream, type StreamName, type TenantId } from "#core/kernel/ids";
import type { EventStore } from "#core/ports/event-store";
import type { RiskHistory } from "#core/risk/score";
import { historyOf } from "#core/risk/standing";
import { anyAsksOfCustomer } from "#core/workflow/asks";
import type { Definitions } from "#core/workflow/draft";

type Deps = { readonly store: EventStore; readonly pack: { readonly definitions: Definitions } };

/**
 * What journeys may ask of an appointment's customer: what their other appointments add up to. The
 * appointment's own part is added where it is decided, so that a missed visit counts in the very decision
 * that it sets off. Nothing is read where no journey asks.
 *
 * `booked`: whom a booking that is not decided yet is for.
 */
export const customerFacts = async (
  { store, pack }: Deps,
  tenant: TenantId,
  stream: StreamName,
  booked: CustomerId | null,
): Promise<{ readonly others?: Readonly<Record<CustomerId, RiskHistory>> }> => {
  if (!anyAsksOfCustomer(pack.definitions)) return {};
  const { commits } = await store.readFacts(tenant, stream);
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  const known = domain.status === "none" ? null : domain.customer;
  const customers = [...new Set([known, booked])].filter((one) => one !== null);
  const others = customers.map(
    async (customer) => [customer, await othersOf(store, tenant, { customer, stream })] as const,
  );
  return { others: Object.fromEntries(await Promise.all(others)) };
};

const othersOf = async (
  store: EventStore,
  tenant: TenantId,
  { customer, stream }: { readonly customer: CustomerId; readonly stream: StreamName },
): Promise<RiskHistory> => {
  const { commits } = await store.readFacts(tenant, customerStream(customer));
  const { appointments } = stateAfter(customerFold, commits);
  return historyOf(Object.values(appointments).filter(({ id }) => !stream.endsWith(`/${id}`)));
};

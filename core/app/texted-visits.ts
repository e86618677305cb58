import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import type { TextedVisit } from "#core/customer/about";
import { customerFold } from "#core/customer/state";
import { isText } from "#core/execution/events";
import { type Execution, handedOverAt } from "#core/execution/state";
import {
  type AppointmentId,
  appointmentStream,
  type CustomerId,
  customerStream,
  type ExecutionId,
  type TenantId,
} from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { isAfterVisit } from "#core/policy/purpose";

/** Texts about a visit go out until a few days after it, and are answered a few days later. */
const askedAboutMs = 14 * 24 * 3_600_000;

/**
 * What has gone to a customer about each of their visits, out of the visits' own streams: what was sent a moment
 * ago stands there and nowhere else yet.
 */
export const textedVisits = async (
  app: Pick<App, "store" | "clock">,
  tenant: TenantId,
  customer: CustomerId,
): Promise<readonly TextedVisit[]> => {
  const { commits } = await app.store.readFacts(tenant, customerStream(customer));
  const from = plusMs(app.clock.now(), -askedAboutMs);
  const visits = Object.values(stateAfter(customerFold, commits).appointments).filter(
    ({ start, erased }) => start >= from && erased !== true,
  );
  const texted = await Promise.all(
    visits.map(({ id }) => textedVisit(app, tenant, { appointment: id, customer })),
  );
  return texted.filter((one) => one !== null);
};

const textedVisit = async (
  { store }: Pick<App, "store">,
  tenant: TenantId,
  { appointment, customer }: { readonly appointment: AppointmentId; readonly customer: CustomerId },
): Promise<TextedVisit | null> => {
  const { commits } = await store.readFacts(tenant, appointmentStream(appointment));
  const { domain, journeys } = stateAfter(appointmentStreamDecider, commits);
  if (domain.status === "none") return null;

  const events = commits.flatMap(({ events: all }) => all as readonly AppointmentStreamEvent[]);
  const theirs = intendedFor(customer, events);
  const last = Object.values(journeys.executions)
    .filter((one) => isText(one) && theirs.has(one.execution))
    .reduce<Text | null>(newer, null);
  return {
    appointment,
    zone: domain.zone,
    lastTextAt: last?.at ?? null,
    spokenOf: last === null ? null : startIn(events, last.plan),
    isAfterVisit: last !== null && (isAfterVisit(last.purpose) || last.at >= domain.start),
  };
};

/** The time that was agreed by then. */
const startIn = (events: readonly AppointmentStreamEvent[], plan: number): Instant | null => {
  const agreed = events.find((event) => event.type === "appointment.booked" && event.plan === plan);
  return agreed?.type === "appointment.booked" ? agreed.start : null;
};

/** Of a visit that has changed hands only what went to this customer. */
const intendedFor = (
  customer: CustomerId,
  events: readonly AppointmentStreamEvent[],
): ReadonlySet<ExecutionId> =>
  new Set(
    events.flatMap((event) =>
      event.type === "execution.intended" && event.customer === customer ? [event.execution] : [],
    ),
  );

type Text = Pick<Execution, "purpose" | "plan"> & { readonly at: Instant };

const newer = (newest: Text | null, one: Execution): Text | null => {
  const at = handedOverAt(one);
  return at === null || (newest !== null && newest.at >= at)
    ? newest
    : { at, purpose: one.purpose, plan: one.plan };
};

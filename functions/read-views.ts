import { stateAfter } from "#core/app/handle-command";
import { operatorsOf } from "#core/app/people";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { KnownAppointment } from "#core/appointment/state";
import { customerDecider } from "#core/customer/decide";
import type { CustomerState } from "#core/customer/state";
import {
  type AppointmentId,
  appointmentStream,
  customerStream,
  type StreamName,
  type TenantId,
} from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import { type AppointmentRow, appointmentsView } from "#core/views/appointment-row";
import { taskEventsOf } from "#core/task/outputs";
import { taskStream } from "#core/task/state";
import { type RunStanding, runsOf } from "#core/views/run-standing";
import { type Timeline, timelineOf } from "#core/views/timeline";
import { parseSealed } from "#events/sealed";
import type { Deps } from "#functions/deps";
import { pageOf, type Range } from "#functions/paging";
import { namesOf } from "#functions/read-people";

type Reader = Pick<Deps, "store" | "views" | "tenants" | "pack" | "clock" | "openSealed">;

/** A row with its name readable; `null` and `isErased` where its customer has been erased. */
type OpenedRow = AppointmentRow & {
  readonly isErased: boolean;
  readonly texts: { readonly pending: number };
  /** The version of the stream that this row reflects. */
  readonly asOf: number;
};

/** The appointments that start between the two (the second excluded), soonest first. */
export const rowsBetween = async (
  deps: Reader,
  tenant: TenantId,
  range: Omit<Range, "view"> & { readonly from: Instant; readonly to: Instant },
): Promise<{ readonly rows: readonly OpenedRow[]; readonly next: string | null }> => {
  const { items, next } = await pageOf(deps.views, tenant, { view: appointmentsView, ...range });
  return { rows: await Promise.all(items.map((item) => openedRow(deps, tenant, item))), next };
};

export const rowOf = async (
  deps: Reader,
  tenant: TenantId,
  appointment: string,
): Promise<OpenedRow | null> => {
  const item = await deps.views.get(tenant, appointmentsView, appointment);
  return item === null ? null : openedRow(deps, tenant, item);
};

export type WholeAppointment = {
  readonly appointment: KnownAppointment;
  readonly runs: readonly RunStanding[];
  readonly customer: CustomerState;
  readonly timeline: Timeline;
  /** Another text as soon as anything has happened. */
  readonly version: string;
};

/** One appointment with everything around it, as of now; `null` where there is none. */
export const wholeAppointment = async (
  deps: Reader,
  tenant: TenantId,
  id: AppointmentId,
): Promise<WholeAppointment | null> => {
  const { commits } = await deps.store.read(tenant, appointmentStream(id));
  const { domain, journeys } = stateAfter(appointmentStreamDecider, commits);
  if (domain.status === "none") return null;

  const about = await deps.store.read(tenant, customerStream(domain.customer));
  const settings = await deps.tenants.settings(tenant);
  const tasks = await tasksIn(deps, tenant, { own: commits, customer: about.commits });
  const streams = { appointment: commits, customer: about.commits, tasks };
  const timeline = timelineOf(streams, deps.clock.now(), {
    zone: settings.zone,
    settings,
    definitions: deps.pack.definitions,
    names: namesOf(await operatorsOf(deps, tenant)),
  });
  return {
    appointment: domain,
    runs: runsOf(journeys),
    customer: stateAfter(customerDecider, about.commits),
    timeline,
    version: `${commits.length}-${about.commits.length}-${tasks.flat().length}`,
  };
};

/** The streams of the tasks that arose with the visit, and since then with its customer. */
const tasksIn = async (
  { store }: Reader,
  tenant: TenantId,
  { own, customer }: { readonly own: readonly Commit[]; readonly customer: readonly Commit[] },
): Promise<readonly (readonly Commit[])[]> => {
  const [began] = own;
  const since = customer.filter(({ at }) => began !== undefined && at >= began.at);
  const ids = [...own, ...since]
    .flatMap(({ events }) => taskEventsOf(events))
    .flatMap((event) => (event.type === "task.opened" ? [event.task] : []));
  return Promise.all(
    [...new Set(ids)].map(async (task) => (await store.read(tenant, taskStream(task))).commits),
  );
};

export const customerOf = async (
  deps: Reader,
  tenant: TenantId,
  stream: StreamName,
): Promise<CustomerState> => {
  const { commits } = await deps.store.read(tenant, stream);
  return stateAfter(customerDecider, commits);
};

const openedRow = async (deps: Reader, tenant: TenantId, item: ViewItem): Promise<OpenedRow> => {
  const row = item.data as AppointmentRow;
  const { stream, version } = item.source;
  const { planned, sent, suppressed, failed } = row.texts;
  const name = await readable(deps, tenant, stream, row.name);
  const isErased = name === erasedText;
  return {
    ...row,
    name: isErased ? null : name,
    isErased,
    texts: { ...row.texts, pending: planned - sent - suppressed - failed },
    asOf: version,
  };
};

const readable = async (
  { openSealed }: Reader,
  tenant: TenantId,
  ...[stream, text]: [StreamName, string | null]
): Promise<string | null> =>
  text === null || parseSealed(text) === null ? text : openSealed(tenant, stream, text);

import { stateAfter } from "#core/app/handle-command";
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
import { erasedText } from "#core/kernel/personal";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import { type AppointmentRow, appointmentsView } from "#core/views/appointment-row";
import { type RunStanding, runsOf } from "#core/views/run-standing";
import { type Timeline, timelineOf } from "#core/views/timeline";
import { parseSealed } from "#events/sealed";
import type { Deps } from "#functions/deps";
import { pageOf, type Range } from "#functions/paging";

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
  const timeline = timelineOf({ appointment: commits, customer: about.commits }, deps.clock.now(), {
    zone: settings.zone,
    settings,
    definitions: deps.pack.definitions,
  });
  return {
    appointment: domain,
    runs: runsOf(journeys),
    customer: stateAfter(customerDecider, about.commits),
    timeline,
    version: `${commits.length}-${about.commits.length}`,
  };
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

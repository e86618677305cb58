import type { App } from "#core/app/app";
import { sweepPeople } from "#core/app/sweep-people";
import { conserve } from "#core/app/conserve";
import type { TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { AppointmentRow } from "#core/views/appointment-row";
import { appointmentsView } from "#core/views/appointment-row";

/** A wake this late has lost its timer. */
const lateMs = 2 * 60_000;
const batch = 500;
const beginningOfTime = "0000";

/**
 * The backstop for lost timers: finds appointments, tasks and people whose wake is overdue and plans it again, now.
 * A timer that was not lost is only planned anew; waking twice does no harm. Once a day it also counts whether
 * every text of yesterday is accounted for.
 */
export const sweep = async (
  app: App,
  tenant: TenantId,
): Promise<{ readonly replanned: number }> => {
  const now = app.clock.now();
  const overdue = await app.views.range(tenant, {
    view: appointmentsView,
    index: "index2",
    from: beginningOfTime,
    to: plusMs(now, -lateMs),
    limit: batch,
  });
  for (const { data, source } of overdue) {
    const { stream, version } = source;
    await app.timers.plan({ tenant, stream, at: (data as AppointmentRow).wakeAt, version });
  }
  const people = await sweepPeople(app, tenant, plusMs(now, -lateMs));
  if (overdue.length > 0) app.log.warn("sweep.replanned", { tenant, count: overdue.length });
  await conserve(app, tenant);
  return { replanned: overdue.length + people };
};

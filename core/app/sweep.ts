import type { App } from "#core/app/app";
import { sweepPeople } from "#core/app/sweep-people";
import { conserve } from "#core/app/conserve";
import { ownTurns } from "#core/app/own-turns";
import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { StreamName, TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { appointmentsView } from "#core/views/appointment-row";

/** A wake this late has lost its timer. */
const lateMs = 2 * 60_000;
const batch = 500;
const beginningOfTime = "0000";

/** By the stream's own word: a list may be behind, and an older plan than the timer's would change nothing. */
const replan = async (app: App, tenant: TenantId, stream: StreamName): Promise<void> => {
  const { commits } = await app.store.readFacts(tenant, stream);
  const { wakeAt } = stateAfter(appointmentStreamDecider, commits).journeys;
  if (wakeAt !== null)
    await app.timers.plan({ tenant, stream, at: wakeAt, version: commits.length });
};

/**
 * The backstop for lost timers: finds appointments, tasks and people whose wake is overdue and plans it again, now.
 * A timer that was not lost is only planned anew; waking twice does no harm. Once a day it also counts whether
 * every text of yesterday is accounted for. A stream that nobody can read holds up none of this, and fails the call.
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
  const turns = ownTurns(app, tenant, "sweep.passed_over");
  let visits = 0;
  for (const { source } of overdue)
    await turns.take(source.stream, async () => {
      await replan(app, tenant, source.stream);
      visits += 1;
    });
  const people = await sweepPeople(app, tenant, plusMs(now, -lateMs), turns);
  if (visits > 0) app.log.warn("sweep.replanned", { tenant, count: visits });
  await conserve(app, tenant);
  turns.end();
  return { replanned: visits + people };
};

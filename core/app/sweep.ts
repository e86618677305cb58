import type { App } from "#core/app/app";
import { sweepPeople } from "#core/app/sweep-people";
import { conserve } from "#core/app/conserve";
import { everyRow } from "#core/app/every-row";
import { ownTurns } from "#core/app/own-turns";
import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { StreamName, TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { appointmentsView } from "#core/views/appointment-row";

/** A wake this late has lost its timer. */
const lateMs = 2 * 60_000;
/** So many in a turn: the next comes in a minute. */
const most = 5_000;
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
  const turns = ownTurns(app, tenant, "sweep.passed_over");
  let visits = 0;
  // The longest overdue first. A list may be behind, so there may be hundreds that wait for nothing any more; a timer that
  // was lost stands behind them.
  const to = plusMs(now, -lateMs);
  const overdue = { view: appointmentsView, index: "index2", from: beginningOfTime, to } as const;
  for await (const { source } of everyRow(app, tenant, overdue, most))
    await turns.take(source.stream, async () => {
      await replan(app, tenant, source.stream);
      visits += 1;
    });
  const people = await sweepPeople(app, tenant, to, turns);
  if (visits > 0) app.log.warn("sweep.replanned", { tenant, count: visits });
  await conserve(app, tenant);
  turns.end();
  return { replanned: visits + people };
};

import type { App } from "#core/app/app";
import { everyRow } from "#core/app/every-row";
import { stateAfter } from "#core/app/handle-command";
import type { OwnTurns } from "#core/app/own-turns";
import { operatorsSince } from "#core/app/people";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { operatorStream } from "#core/operator/card";
import { operatorDecider } from "#core/operator/decide";
import { type TaskRow, tasksView } from "#core/views/task-row";

/** So many tasks are open in no business that anybody works in. */
const most = 5_000;

/** Plans again, now, what tasks and people should have been woken for before `late`. */
export const sweepPeople = async (
  app: App,
  tenant: TenantId,
  late: Instant,
  turns: OwnTurns,
): Promise<number> =>
  (await sweepTasks(app, tenant, late)) + (await sweepOperators(app, tenant, late, turns));

const sweepTasks = async (app: App, tenant: TenantId, late: Instant): Promise<number> => {
  const open = { view: tasksView, index: "index1", from: "1#", to: "4" } as const;
  let replanned = 0;
  for await (const { data, source } of everyRow(app, tenant, open, most)) {
    const { wakeAt } = data as TaskRow;
    if (wakeAt === null || wakeAt >= late) continue;
    await plan(app, tenant, { ...source, at: wakeAt });
    replanned += 1;
  }
  return replanned;
};

/** A notice is over within days; whoever finds its timer lost may come much later. */
const leftLatelyMs = 30 * 24 * 3_600_000;

const sweepOperators = async (
  app: App,
  tenant: TenantId,
  late: Instant,
  turns: OwnTurns,
): Promise<number> => {
  let replanned = 0;
  const since = plusMs(app.clock.now(), -leftLatelyMs);
  for (const operator of await operatorsSince(app, tenant, since)) {
    const stream = operatorStream(operator);
    await turns.take(stream, async () => {
      const { commits } = await app.store.readFacts(tenant, stream);
      const { wakeAt } = stateAfter(operatorDecider, commits);
      if (wakeAt === null || wakeAt >= late) return;
      await plan(app, tenant, { stream, version: commits.length, at: wakeAt });
      replanned += 1;
    });
  }
  return replanned;
};

const plan = (
  { timers }: App,
  tenant: TenantId,
  timer: { readonly stream: StreamName; readonly version: number; readonly at: Instant },
): Promise<void> => timers.plan({ tenant, ...timer, stream: as(timer.stream) });

import { type App, appointmentFacts } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { as, derive } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/** A wake that finds nothing to do although its time has come is tried again after this, not at once. */
const idleWakeMs = 60_000;

/**
 * Wakes a stream whose timer rang. The timer is only a hint: what is due is decided from the stream, so
 * a timer that rings twice, late, or for a plan that has moved does no harm.
 */
export const wake = async (app: App, timer: Timer): Promise<void> => {
  const { tenant, stream, at, version } = timer;
  const handled = await handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as(`wake:${version}:${at}`),
      cause: {
        correlationId: null,
        causationId: as(derive("timer", stream, version, at)),
        actor: { kind: "system", name: "timer" },
      },
      wish: { kind: "wake" },
    },
    await appointmentFacts(app, tenant, stream),
  );
  await app.timers.finish(timer);
  if (handled.kind !== "committed") await replan(app, timer);
};

/** Nothing was written, so no commit will plan the next wake: the stream's own word is asked. */
const replan = async (app: App, { tenant, stream }: Timer): Promise<void> => {
  const { commits } = await app.store.read(tenant, stream);
  const correlationId = commits[0]?.cause.correlationId;
  const { wakeAt } = stateAfter(appointmentStreamDecider, commits).journeys;
  if (wakeAt === null) return;

  const soon = plusMs(app.clock.now(), idleWakeMs);
  const isOverdue = wakeAt <= app.clock.now();
  if (isOverdue) app.log.warn("wake.idle", { stream, version: commits.length, correlationId });
  await app.timers.plan({
    tenant,
    stream,
    at: isOverdue ? soon : wakeAt,
    version: commits.length,
  });
};

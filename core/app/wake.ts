import { type App, appointmentFacts } from "#core/app/app";
import { giveOperator, giveTask } from "#core/app/people";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import {
  as,
  type CausationId,
  type CommandId,
  derive,
  type StreamName,
  type TaskId,
} from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import { operatorDecider } from "#core/operator/decide";
import { handlingDecider } from "#core/task/decide";
import type { OperatorId } from "#core/task/events";
import type { Timer } from "#core/ports/timers";

/** A wake that finds nothing to do although its time has come is tried again after this, not at once. */
const idleWakeMs = 60_000;

/**
 * Wakes a stream whose timer rang. The timer is only a hint: what is due is decided from the stream, so
 * a timer that rings twice, late, or for a plan that has moved does no harm.
 */
export const wake = async (app: App, timer: Timer): Promise<void> => {
  const handled = await ring(app, timer);
  if (handled.kind === "committed") return app.timers.finish(timer, "told");
  await app.timers.finish(timer);
  await replan(app, timer);
};

const ring = async (app: App, { tenant, stream, at, version }: Timer) => {
  const command = {
    tenant,
    commandId: as<CommandId>(`wake:${version}:${at}`),
    cause: {
      correlationId: null,
      causationId: as<CausationId>(derive("timer", stream, version, at)),
      actor: { kind: "system", name: "timer" },
    },
    wish: { kind: "wake" },
  } as const;
  const [kind, id = ""] = stream.split("/");
  if (kind === "task") return giveTask(app, as<TaskId>(id), command);
  if (kind === "operator") return giveOperator(app, id as OperatorId, command);
  const facts = await appointmentFacts(app, tenant, stream);
  return handleCommand(app, appointmentStreamDecider, { ...command, stream }, facts);
};

const wakeAtIn = (stream: StreamName, commits: readonly Commit[]): Instant | null => {
  if (stream.startsWith("task/")) return stateAfter(handlingDecider, commits).wakeAt;
  if (stream.startsWith("operator/")) return stateAfter(operatorDecider, commits).wakeAt;
  return stateAfter(appointmentStreamDecider, commits).journeys.wakeAt;
};

/** Nothing was written, so no commit will plan the next wake: the stream's own word is asked. */
const replan = async (app: App, { tenant, stream }: Timer): Promise<void> => {
  const { commits } = await app.store.read(tenant, stream);
  const correlationId = commits[0]?.cause.correlationId;
  const wakeAt = wakeAtIn(stream, commits);
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

import * as z from "zod";
import type { App } from "#core/app/app";
import { execute } from "#core/app/execute";
import { as, type CorrelationId, type ExecutionId, type StreamName } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";

const job = z.object({ stream: z.string(), execution: z.string(), correlationId: z.string() });

/** Somebody else works on it: long enough for them to finish, or for their lease to end. */
const heldAgainMs = 15_000;
const failedAgainMs = 30_000;

/**
 * One execution from the queue. Whatever happens, the delivery is either acknowledged or released with a
 * named reason; after its last attempt it becomes a dead letter, which a person sees.
 */
export const create =
  (deps: App) =>
  async (delivery: Delivery): Promise<void> => {
    const { queues, clock, log } = deps;
    const parsed = job.safeParse(delivery.body);
    if (!parsed.success) {
      log.error("execution.unreadable", { attempt: delivery.attempt });
      return queues.release(delivery, plusMs(clock.now(), failedAgainMs), "unreadable");
    }
    const { stream, execution, correlationId } = parsed.data;
    try {
      const executed = await execute(deps, {
        tenant: delivery.tenant,
        stream: as<StreamName>(stream),
        execution: as<ExecutionId>(execution),
        correlationId: as<CorrelationId>(correlationId),
      });
      return executed === "held"
        ? queues.release(delivery, plusMs(clock.now(), heldAgainMs), "lease_held")
        : queues.acknowledge(delivery);
    } catch (error) {
      log.error("execution.failed", { execution, why: nameOf(error), correlationId });
      return queues.release(delivery, plusMs(clock.now(), failedAgainMs), nameOf(error));
    }
  };

/** An error's name says what kind it is; its message may quote what must not be logged. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

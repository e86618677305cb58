import * as z from "zod";
import type { App } from "#core/app/app";
import { classifyText } from "#core/app/classify-text";
import { as, type CorrelationId, type StreamName } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";

const job = z.object({ stream: z.string(), sid: z.string(), correlationId: z.string() });

const againMs = 5_000;

/**
 * One text that a language model is to read. The delivery is acknowledged, or released with a named reason;
 * after its last attempt it becomes a dead letter, which a person sees.
 */
export const create =
  (deps: App) =>
  async (delivery: Delivery): Promise<void> => {
    const { queues, clock, log } = deps;
    const again = (why: string) => queues.release(delivery, plusMs(clock.now(), againMs), why);
    const parsed = job.safeParse(delivery.body);
    if (!parsed.success) {
      log.error("text.unreadable", { attempt: delivery.attempt });
      return again("unreadable");
    }
    const { stream, sid, correlationId } = parsed.data;
    try {
      const done = await classifyText(deps, {
        tenant: delivery.tenant,
        stream: as<StreamName>(stream),
        sid,
        correlationId: as<CorrelationId>(correlationId),
        attempt: delivery.attempt,
      });
      return done === "held" ? again("held") : queues.acknowledge(delivery);
    } catch (error) {
      const why = error instanceof Error ? error.name : "unknown";
      log.error("text.failed", { why, correlationId });
      return again(why);
    }
  };

import * as z from "zod";
import type { Json } from "#core/kernel/canonical";
import { as, type StreamName } from "#core/kernel/ids";
import { type Instant, instantFrom } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";

/** What a schedule or a message about a timer says, besides its tenant: ids only. */
export const timerBody = ({ stream, version, at }: Timer): Json => ({ stream, version, at });

/** The timer that a message of the timers' queue is about; `null` where it is about none. */
export const timerFrom = ({
  tenant,
  body,
}: Pick<QueueMessage, "tenant" | "body">): Timer | null => {
  const read = timerShape.safeParse(body);
  return read.success ? { tenant, ...read.data } : null;
};

const timerShape = z.object({
  stream: z
    .string()
    .min(1)
    .transform((name) => as<StreamName>(name)),
  version: z.int().positive(),
  at: z.string().transform((text, context): Instant => {
    const instant = instantFrom(text);
    if (instant !== null) return instant;
    context.addIssue("no instant");
    return z.NEVER;
  }),
});

import * as z from "zod";
import { as, type StreamName } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { plusMs } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";
import type { AwsHouse } from "#functions/aws-house";
import { eachMessage } from "#functions/aws-messages";
import type { BatchResult, QueueEvent } from "#functions/aws-shapes";

/** As in the embedded runtime: it fails a few times before it is a dead letter again. */
const againMs = 10_000;

/**
 * Takes once more the commits that were put aside, as somebody gives them back. What fails again is released, and is a
 * dead letter after its last attempt, whose reason is the error's name.
 */
export const takeGivenBack = (
  aws: AwsHouse,
  reader: string,
  event: QueueEvent,
  take: (commits: readonly Commit[]) => Promise<void>,
): Promise<BatchResult> => {
  const { clock, log } = aws.deps;
  return eachMessage(aws, `given-back-${reader}`, event, async (delivery, queues) => {
    try {
      await take([await commitOf(aws, delivery)]);
    } catch (error) {
      const why = error instanceof Error ? error.name : "unknown";
      log.error("feed.failed", { reader, why });
      return queues.release(delivery, plusMs(clock.now(), againMs), why);
    }
    return queues.acknowledge(delivery);
  });
};

const place = z.object({
  stream: z.string().transform((name) => as<StreamName>(name)),
  version: z.int().positive(),
});

const commitOf = async ({ deps }: AwsHouse, { tenant, body }: Delivery): Promise<Commit> => {
  const { stream, version } = place.parse(body);
  const commit = (await deps.sealed(tenant, stream)).find((one) => one.version === version);
  if (commit === undefined) throw new RangeError("There is no such commit");
  return commit;
};

import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Delivery, Queues } from "#core/ports/queues";
import type { AwsHouse } from "#functions/aws-house";
import type { BatchResult, QueueEvent, QueueRecord } from "#functions/aws-shapes";

type Take = (delivery: Delivery, queues: Queues) => Promise<void>;

/**
 * Takes each message of a batch for itself, and answers which of them are not done. What is acknowledged Lambda
 * deletes by itself when we answer, so no request is made for it.
 */
export const eachMessage = async (
  aws: AwsHouse,
  queue: string,
  event: QueueEvent,
  take: Take,
): Promise<BatchResult> => {
  const processor = new BatchProcessor(EventType.SQS);
  // A batch of which nothing could be done has failed no more than its messages have.
  const options = { throwOnFullBatchFailure: false };
  const one = (record: QueueRecord) => takeMessage(aws, queue, record, take);
  const records = { Records: [...event.Records] } as Parameters<typeof processPartialResponse>[0];
  return processPartialResponse(records, one, processor, options);
};

const takeMessage = async (
  { deps, coming }: AwsHouse,
  queue: string,
  record: QueueRecord,
  take: Take,
): Promise<void> => {
  const [delivery] = await coming.accept(queue, [receivedIn(record)], deps.clock.now());
  if (delivery === undefined) throw notDone("not_due_or_unreadable");
  let isDone = false;
  const acknowledge = async (): Promise<void> => void (isDone = true);
  try {
    await take(delivery, { ...deps.queues, acknowledge });
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    deps.log.error("queue.failed", { queue, why, attempt: delivery.attempt });
    throw error;
  }
  if (!isDone) throw notDone("released");
};

const receivedIn = ({ messageId, receiptHandle, body, attributes }: QueueRecord) => ({
  messageId,
  receiptHandle,
  body,
  receiveCount: Number(attributes.ApproximateReceiveCount),
});

/** Not an error of ours: how the batch learns that a message must stay. */
const notDone = (why: string): Error => Object.assign(new Error(why), { name: "NotDone" });

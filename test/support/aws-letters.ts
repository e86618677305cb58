import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { createDynamo } from "#adapters/aws/dynamo";
import { createLetterRows } from "#adapters/aws/letter-rows";
import { as } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { buriedIn } from "#functions/aws-buried";
import { queuesOnAws } from "#functions/aws-queues";
import type { QueueRecord } from "#functions/aws-shapes";
import { create } from "#functions/queues/keep-letters";
import { nine } from "#test/contract/dead-letters";
import { remembering } from "#test/support/aws-door";
import { awsGround } from "#test/support/aws-ground";

/** Dead letters as a function on AWS has them, and who keeps them; time is the test's. */
export const awsLetters = async (endpoint: string) => {
  let now: Instant = nine;
  const clock = { now: () => now };
  const aws = await awsGround(endpoint, clock.now);
  const { ground, clients, tables } = aws;
  const rows = createLetterRows(
    createDynamo({ client: clients.dynamo, tables, patience: { pause: async () => undefined } }),
  );
  const { ports } = queuesOnAws({ ground, clients, clock }, remembering(), rows);
  const keeps = create({
    ...remembering(),
    clock,
    keep: (letter) => rows.keep(letter),
    ours: async () => as<never>("tenant-a"),
  });
  const keep = async (record: QueueRecord): Promise<void> => {
    for (const buried of await buriedIn({ stage: "test", askStreams: aws.askStreams }, record))
      await keeps(buried);
  };
  const urlOf = (queue: string) => aws.sqsServer.urlOf(`aro-test-${queue}-dead`);

  /** As Lambda would be called with them. */
  const deadIn = async (queue: string): Promise<readonly QueueRecord[]> => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(queue),
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
      }),
    );
    return Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
      messageId: MessageId ?? "",
      receiptHandle: ReceiptHandle ?? "",
      body: Body ?? "",
      attributes: { ApproximateReceiveCount: "1" },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:aro-test-${queue}-dead`,
    }));
  };

  const settle = async (): Promise<void> => {
    for (const queue of deadQueues)
      for (const record of await deadIn(queue)) {
        await keep(record);
        const { receiptHandle: ReceiptHandle } = record;
        await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf(queue), ReceiptHandle }));
      }
  };

  return {
    aws,
    rows,
    keep,
    queues: ports.queues,
    letters: ports.deadLetters,
    deadIn,
    settle,
    turnTo: (instant: Instant) => void (now = instant),
    close: () => aws.close(),
  };
};

const deadQueues = [
  "executions",
  "classifications",
  "wakes",
  "schedules",
  "react",
  "project",
  "given-back-react",
  "every-minute",
  "every-quarter-hour",
];

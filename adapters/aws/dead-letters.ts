import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { calling } from "#adapters/aws/failures";
import { letterIn } from "#adapters/aws/letter-text";
import type { QueuePlace } from "#adapters/aws/queue-place";
import type { Queues } from "#core/ports/queues";

type DeadLetter = Awaited<ReturnType<Queues["deadLetters"]>>[number];

/**
 * SQS cannot be looked into: the letters are received, and at once shown again. Two who look at the same time
 * each see a part; up to a thousand letters are listed.
 */
export const listDeadLetters = async (
  sqs: SQSClient,
  queue: string,
  place: QueuePlace,
): Promise<readonly DeadLetter[]> => {
  const seen = new Map<string, Message>();
  try {
    while (seen.size < mostListed) {
      const { Messages = [] } = await calling("sqs", () =>
        sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: place.deadLetterUrl,
            MaxNumberOfMessages: mostAtOnce,
            VisibilityTimeout: lookSeconds,
          }),
        ),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) seen.set(message.MessageId ?? "", message);
    }
  } finally {
    await showAgain(sqs, place.deadLetterUrl, [...seen.values()]);
  }
  return [...seen.values()].map(({ Body }) => {
    const { letter: _, ...read } = letterIn(Body ?? "", queue, place.maxAttempts);
    return read;
  });
};

const mostListed = 1_000;
const mostAtOnce = 10;
/** Long enough to read a thousand, short enough that a crash in between hides them for a moment only. */
const lookSeconds = 30;

const showAgain = async (
  sqs: SQSClient,
  url: string,
  messages: readonly Message[],
): Promise<void> => {
  for (let from = 0; from < messages.length; from += mostAtOnce) {
    const entries = messages.slice(from, from + mostAtOnce).map(({ ReceiptHandle }, place) => ({
      Id: String(place),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await calling("sqs", () =>
      sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries })),
    );
  }
};

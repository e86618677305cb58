import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { awsFailure, calling } from "#adapters/aws/failures";
import { type Envelope, envelopeOf } from "#adapters/aws/queue-envelope";
import type { QueuesDeps } from "#adapters/aws/queue-place";
import { type Instant, msBetween } from "#core/kernel/time";
import type { Delivery, QueueMessage } from "#core/ports/queues";

export type Sender = {
  readonly send: (
    message: QueueMessage,
    at: Instant,
    more?: Pick<Envelope, "attempts" | "letter">,
  ) => Promise<void>;
  readonly sendAll: (messages: readonly QueueMessage[], at: Instant) => Promise<void>;
  readonly bury: (
    delivery: Delivery,
    why: string,
    more?: Pick<Envelope, "letter">,
  ) => Promise<void>;
};

export const createSender = ({ sqs, clock, placeOf }: QueuesDeps): Sender => {
  /** SQS delays by a quarter of an hour at most; later messages say themselves when they are due. */
  const entryFor = (message: QueueMessage, at: Instant, more: Partial<Envelope> = {}) => {
    const waitMs = Math.max(0, msBetween(clock.now(), at));
    const isFar = waitMs > mostDelaySeconds * 1_000;
    return {
      MessageBody: envelopeOf(message, { ...more, ...(isFar && { notBefore: at }) }),
      MessageGroupId: message.tenant,
      DelaySeconds: Math.min(mostDelaySeconds, Math.ceil(waitMs / 1_000)),
    };
  };

  /** One message refused in a batch is no failure of the others: it alone is sent again. */
  const sendBatch = async (
    url: string,
    entries: readonly SendMessageBatchRequestEntry[],
    triesLeft: number,
  ): Promise<void> => {
    const { Failed = [] } = await calling("sqs", () =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [...entries] })),
    );
    if (Failed.length === 0) return;
    const isHopeless = Failed.some(({ SenderFault }) => SenderFault === true);
    if (isHopeless || triesLeft === 0)
      throw awsFailure(
        "sqs",
        isHopeless ? "refused" : "unavailable",
        `${Failed.length} of ${entries.length} in a batch: ${Failed[0]?.Code ?? "unknown"}`,
      );
    const failed = new Set(Failed.map(({ Id }) => Id));
    return sendBatch(
      url,
      entries.filter(({ Id }) => failed.has(Id)),
      triesLeft - 1,
    );
  };

  return {
    send: async (message, at, more) => {
      const { url } = placeOf(message.queue);
      const entry = entryFor(message, at, more);
      await calling("sqs", () => sqs.send(new SendMessageCommand({ QueueUrl: url, ...entry })));
    },

    sendAll: async (messages, at) => {
      for (const queue of new Set(messages.map((message) => message.queue))) {
        const own = messages.filter((message) => message.queue === queue);
        for (let from = 0; from < own.length; from += mostInABatch) {
          const entries = own
            .slice(from, from + mostInABatch)
            .map((message, place) => ({ Id: String(place), ...entryFor(message, at) }));
          await sendBatch(placeOf(queue).url, entries, mostRepeats);
        }
      }
    },

    bury: async ({ attempt, ...message }, why, more) => {
      const entry = entryFor(message, clock.now(), { attempts: attempt, why, ...more });
      const { deadLetterUrl } = placeOf(message.queue);
      await calling("sqs", () =>
        sqs.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, ...entry })),
      );
    },
  };
};

const mostDelaySeconds = 900;
const mostInABatch = 10;
const mostRepeats = 2;

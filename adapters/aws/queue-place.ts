import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "#core/ports/clock";

/** `visibilityMs` and `maxAttempts` as the queue itself has them (`maxReceiveCount` of its redrive policy). */
export type QueuePlace = {
  readonly url: string;
  readonly deadLetterUrl: string;
  readonly visibilityMs: number;
  readonly maxAttempts: number;
};

export type QueuesDeps = {
  readonly sqs: SQSClient;
  readonly clock: Clock;
  readonly placeOf: (queue: string) => QueuePlace;
};

/** A message as it came, whether we asked for it or a function was called with it. */
export type Received = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receiveCount: number;
};

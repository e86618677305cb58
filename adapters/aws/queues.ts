import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { calling, errorNameOf } from "#adapters/aws/failures";
import { listDeadLetters } from "#adapters/aws/dead-letters";
import { type Envelope, envelopeIn } from "#adapters/aws/queue-envelope";
import type { QueuePlace, QueuesDeps, Received } from "#adapters/aws/queue-place";
import { createSender } from "#adapters/aws/queue-sender";
import { type Instant, msBetween, plusMs } from "#core/kernel/time";
import type { Delivery, QueueMessage, Queues } from "#core/ports/queues";

export type SqsQueues = Queues & {
  /** Many messages in few requests. Throws where some could not be sent: then send all of them again. */
  readonly sendAll: (messages: readonly QueueMessage[], at: Instant) => Promise<void>;
  /** A dead letter goes back to a queue. It bears its number, so that it is the same one if it comes to nothing again. */
  readonly giveBack: (message: QueueMessage, letter: number) => Promise<void>;
  /**
   * Makes deliveries of messages that a function was called with. What is not among them must not be deleted:
   * it is not due yet and hidden again, or unreadable and on its way to the dead letters.
   */
  readonly accept: (
    queue: string,
    received: readonly Received[],
    now: Instant,
  ) => Promise<readonly Delivery[]>;
};

/**
 * SQS standard queues, fair by the tenant's name as message group.
 *
 * `release` at the last attempt writes the dead letter itself, with its reason; a message whose receivers
 * never answer is moved by SQS, without one.
 */
export const createQueues = (deps: QueuesDeps): SqsQueues => {
  const { sqs, clock, placeOf } = deps;
  const sender = createSender(deps);
  const replace = async (delivery: Delivery, at: Instant): Promise<void> => {
    await sender.send(delivery, at, { attempts: delivery.attempt, ...letterOf(delivery) });
    await remove(deps, delivery);
  };
  const accept: SqsQueues["accept"] = async (queue, received, now) => {
    const place = placeOf(queue);
    const taken = received.map(async (one) => {
      const envelope = envelopeIn(one.body);
      if (envelope === null) return [];
      const delivery = deliveryOf(envelope, one, { queue, until: plusMs(now, place.visibilityMs) });
      const { notBefore, attempts = 0 } = envelope;
      if (notBefore === undefined || notBefore <= now) return [delivery];
      const wait = one.receiveCount === 1 ? hide(deps, delivery, notBefore) : null;
      // Where that fails it comes again with its visibility, and is too early then, too: nothing is lost.
      await (wait ?? replace({ ...delivery, attempt: attempts }, notBefore)).catch(() => undefined);
      return [];
    });
    return (await Promise.all(taken)).flat();
  };

  return {
    send: (message, at) => sender.send(message, at),
    sendAll: (messages, at) => sender.sendAll(messages, at),
    giveBack: (message, letter) => sender.send(message, clock.now(), { letter }),
    accept,

    receive: async (queue, now, limit) => {
      const deliveries: Delivery[] = [];
      while (deliveries.length < limit) {
        const wanted = Math.min(mostAtOnce, limit - deliveries.length);
        const received = await receiveSome(sqs, placeOf(queue), wanted);
        deliveries.push(...(await accept(queue, received, now)));
        if (received.length < wanted) break;
      }
      return deliveries;
    },

    acknowledge: (delivery) => remove(deps, delivery),

    release: async (delivery, at, why) => {
      // A receiver whose time was over no longer decides: somebody else has the message now.
      if (clock.now() >= placeIn(delivery.receipt).until) return;
      if (delivery.attempt < placeOf(delivery.queue).maxAttempts)
        return isHideable(deps, delivery, at) ? hide(deps, delivery, at) : replace(delivery, at);
      // First the letter, then the end of the message: a crash in between makes two letters, never none.
      await sender.bury(delivery, why, letterOf(delivery));
      await remove(deps, delivery);
    },

    deadLetters: (queue) => listDeadLetters(sqs, queue, placeOf(queue)),
  };
};

const mostAtOnce = 10;

const receiveSome = async (
  sqs: SQSClient,
  { url, visibilityMs }: QueuePlace,
  wanted: number,
): Promise<readonly Received[]> => {
  const { Messages = [] } = await calling("sqs", () =>
    sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: wanted,
        VisibilityTimeout: Math.ceil(visibilityMs / 1_000),
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    ),
  );
  return Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
    messageId: MessageId ?? "",
    receiptHandle: ReceiptHandle ?? "",
    body: Body ?? "",
    receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
  }));
};

const deliveryOf = (
  { tenant, body, attempts = 0, notBefore, letter }: Envelope,
  { messageId, receiptHandle, receiveCount }: Received,
  { queue, until }: { readonly queue: string; readonly until: Instant },
): Delivery => {
  const early = notBefore === undefined ? 0 : 1; // Seen once before its time, which was no attempt.
  return {
    tenant,
    queue,
    body,
    receipt: [until, messageId, receiptHandle, ...(letter === undefined ? [] : [letter])].join(" "),
    attempt: Math.max(1, attempts + receiveCount - early),
  };
};

const placeIn = (receipt: string): { readonly until: Instant; readonly handle: string } => {
  const [until = "", , handle = ""] = receipt.split(" ");
  return { until: until as Instant, handle };
};

const letterOf = ({ receipt }: Delivery): Pick<Envelope, "letter"> => {
  const letter = receipt.split(" ")[3];
  return letter === undefined ? {} : { letter: Number(letter) };
};

/** By what name a function reports the message that it was called with. */
export const messageIdOf = ({ receipt }: Delivery): string => receipt.split(" ")[1] ?? "";

/** SQS hides a message for twelve hours at most, which began when it was received. */
const longestHideMs = ({ placeOf }: QueuesDeps, { queue }: Delivery): number =>
  43_200_000 - placeOf(queue).visibilityMs;

const isHideable = (deps: QueuesDeps, delivery: Delivery, at: Instant): boolean =>
  msBetween(deps.clock.now(), at) <= longestHideMs(deps, delivery);

/** Hides the message until then, or for as long as may be. */
const hide = (deps: QueuesDeps, delivery: Delivery, at: Instant): Promise<void> => {
  const waitMs = Math.min(msBetween(deps.clock.now(), at), longestHideMs(deps, delivery));
  return unlessGone(() =>
    deps.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: deps.placeOf(delivery.queue).url,
        ReceiptHandle: placeIn(delivery.receipt).handle,
        VisibilityTimeout: Math.max(0, Math.ceil(waitMs / 1_000)),
      }),
    ),
  );
};

const remove = (deps: QueuesDeps, { queue, receipt }: Delivery): Promise<void> =>
  unlessGone(() =>
    deps.sqs.send(
      new DeleteMessageCommand({
        QueueUrl: deps.placeOf(queue).url,
        ReceiptHandle: placeIn(receipt).handle,
      }),
    ),
  );

/** A receipt that is not valid any more: somebody else has the message, or has ended it. */
const unlessGone = (call: () => Promise<unknown>): Promise<void> =>
  calling("sqs", async () => {
    try {
      await call();
    } catch (error) {
      if (!isAboutGone(error)) throw error;
    }
  });

const isAboutGone = (error: unknown): boolean =>
  ["MessageNotInflight", "ReceiptHandleIsInvalid"].includes(errorNameOf(error)) ||
  // The same, under the name that SQS gives to anything wrong with a call.
  (error instanceof Error && error.message.includes("does not exist or is not available"));

import { createHash } from "node:crypto";
import { earliest, epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

/** What a call or an entry of a batch may bear. */
export type Entry = {
  readonly QueueUrl: string;
  readonly Id?: string;
  readonly Entries?: readonly Entry[];
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly DelaySeconds?: number;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout: number;
  readonly ReceiptHandle: string;
};

export type Stored = {
  readonly id: string;
  readonly body: string;
  readonly group: string;
  visibleMs: number;
  /** When it was received last. */
  sinceMs: number;
  received: number;
};

export type Queue = {
  readonly add: (entry: Entry) => Stored;
  readonly take: (message: Stored) => void;
  readonly receive: (entry: Entry) => readonly unknown[];
  readonly remove: (handle: string) => void;
  readonly hide: (entry: Entry) => void;
  readonly nextVisible: () => Instant | null;
};

const mostDelaySeconds = 900;
const mostHiddenSeconds = 43_200;

/** One queue in memory; what was received `maxReceiveCount` times goes to its dead letters when it would come again. */
export const storedIn = (
  { now, maxReceiveCount }: { readonly now: () => Instant; readonly maxReceiveCount: number },
  deadLetters: (() => Queue) | null,
): Queue => {
  const messages: Stored[] = [];
  let ids = 0;
  const nowMs = (): number => epochMs(now());
  const drop = (message: Stored): void => void messages.splice(messages.indexOf(message), 1);
  const isInFlight = ({ received, visibleMs }: Stored) => received > 0 && visibleMs > nowMs();

  const nextOne = (): Stored | undefined => {
    const busy = (group: string) =>
      messages.filter((one) => one.group === group && isInFlight(one)).length;
    return messages
      .filter(({ visibleMs }) => visibleMs <= nowMs())
      .toSorted((a, b) => busy(a.group) - busy(b.group))[0];
  };

  const receiveOne = (entry: Entry): unknown => {
    const message = nextOne();
    if (message === undefined) return null;
    if (deadLetters !== null && message.received >= maxReceiveCount) {
      drop(message);
      deadLetters().take({ ...message, visibleMs: nowMs() });
      return receiveOne(entry);
    }
    message.received += 1;
    message.sinceMs = nowMs();
    message.visibleMs = nowMs() + entry.VisibilityTimeout * 1_000;
    return wireOf(message);
  };

  return {
    add: (entry) => {
      const delay = entry.DelaySeconds ?? 0;
      if (delay > mostDelaySeconds) throw new Error(`SQS would refuse a delay of ${delay} s`);
      const message: Stored = {
        id: `message-${++ids}`,
        body: entry.MessageBody,
        group: entry.MessageGroupId ?? "",
        visibleMs: nowMs() + delay * 1_000,
        sinceMs: 0,
        received: 0,
      };
      messages.push(message);
      return message;
    },
    take: (message) => void messages.push(message),
    receive: (entry) => {
      const most = entry.MaxNumberOfMessages ?? 1;
      if (most > 10) throw new Error(`SQS would refuse to give ${most} messages at once`);
      return Array.from({ length: most }, () => receiveOne(entry)).filter((one) => one !== null);
    },
    remove: (handle) => {
      const message = messages.find(({ id }) => handle.startsWith(`${id}#`));
      if (message !== undefined) drop(message);
    },
    hide: ({ ReceiptHandle, VisibilityTimeout }) => {
      const message = messages.find((one) => handleOf(one) === ReceiptHandle);
      if (message === undefined) return;
      const until = nowMs() + VisibilityTimeout * 1_000;
      if (until - message.sinceMs > mostHiddenSeconds * 1_000)
        throw new Error("SQS would refuse to hide a message for more than 12 hours");
      message.visibleMs = until;
    },
    nextVisible: () => earliest(messages.map(({ visibleMs }) => fromEpochMs(visibleMs))),
  };
};

const handleOf = ({ id, received }: Stored): string => `${id}#${received}`;

const wireOf = (message: Stored): unknown => ({
  MessageId: message.id,
  ReceiptHandle: handleOf(message),
  Body: message.body,
  MD5OfBody: createHash("md5").update(message.body).digest("hex"),
  Attributes: {
    ApproximateReceiveCount: String(message.received),
    ...(message.group !== "" && { MessageGroupId: message.group }),
  },
});

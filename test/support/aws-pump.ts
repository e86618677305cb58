import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { commitIn, type StreamRecord } from "#adapters/aws/stream-records";
import type { Commit } from "#core/kernel/message";
import { at, earliest, type Instant, plusMs } from "#core/kernel/time";
import type { BatchResult, QueueEvent } from "#functions/aws-shapes";
import { timerTable } from "#functions/aws-queues";
import { streamEvent } from "#test/support/aws-events";
import type { AwsGround } from "#test/support/aws-ground";
import type { AwsHandlers } from "#test/support/aws-handlers";
import { commitStream } from "#test/support/commit-stream";
import type { Written } from "#test/support/records";

type Parts = {
  readonly endpoint: string;
  readonly aws: AwsGround;
  readonly handlers: AwsHandlers;
  readonly now: () => Instant;
  /** How long the read models wait for more before they are folded: the batch window of their source. */
  readonly projectWindowMs?: number;
};

type Changes = readonly StreamRecord[];

const mostInABatch = 100;
const tries = 20;

/**
 * What AWS does between functions: reads the table's stream, rings schedules, and calls workers with what lies in their
 * queues. Answers how much it did.
 */
export const createAwsPump = async ({
  endpoint,
  aws,
  handlers,
  now,
  projectWindowMs = 0,
}: Parts) => {
  const stream = await commitStream(endpoint, aws.tables.commits);
  const moments = momentsOf(aws, now);
  const rows = createTimerRows(aws.looking, timerTable(aws.ground));
  const behind: Record<"react" | "project", Changes> = { react: [], project: [] };

  let foldAt: Instant | null = null;
  const seen: Commit[] = [];

  const look = async (): Promise<void> => {
    const changes = await stream.read();
    seen.push(...changes.flatMap(readable));
    behind.react = [...behind.react, ...changes];
    behind.project = [...behind.project, ...changes];
    if (changes.length > 0) foldAt ??= plusMs(now(), projectWindowMs);
  };

  const read = async (reader: "react" | "project"): Promise<number> => {
    await look();
    const batch = behind[reader].slice(0, mostInABatch);
    if (batch.length === 0) return 0;
    const { batchItemFailures: failures } = await handlers[reader](streamEvent(batch));
    const first = failures[0]?.itemIdentifier;
    const done = first === undefined ? batch.length : indexOf(batch, first);
    behind[reader] = behind[reader].slice(done);
    inVain[reader] = done === 0 ? inVain[reader] + 1 : 0;
    if (inVain[reader] > tries) throw new Error(`The reader ${reader} does not get on`);
    return Math.max(1, done);
  };
  const inVain = { react: 0, project: 0 };

  const work = async (
    queue: string,
    handle: (event: QueueEvent) => Promise<BatchResult>,
  ): Promise<number> => {
    const QueueUrl = aws.sqsServer.urlOf(`aro-test-${queue}`);
    const event = await received(aws, QueueUrl);
    if (event.Records.length === 0) return 0;
    const { batchItemFailures: failures } = await handle(event);
    const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size > 0) moments.add(plusMs(now(), hiddenSeconds * 1_000));
    for (const { messageId, receiptHandle: ReceiptHandle } of event.Records)
      if (!failed.has(messageId))
        await aws.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return event.Records.length;
  };

  const ring = async (): Promise<number> => {
    const due = aws.scheduler.ring(now());
    const QueueUrl = aws.sqsServer.urlOf("aro-test-wakes");
    for (const MessageBody of due)
      await aws.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    return due.length;
  };

  /** The sweeper brings what has come near into the Scheduler. Here it comes when there is something for it. */
  const planAhead = async (): Promise<number> => {
    const near = await rows.waiting(plusMs(now(), horizonMs), 1);
    if (near.length > 0) await handlers.sweep({});
    return near.length;
  };

  const written: Written = {
    commits: () => seen.length,
    streams: (kind) => [
      ...new Set(seen.map(({ stream }) => stream).filter((name) => name.startsWith(`${kind}/`))),
    ],
  };

  return {
    written,
    urgent: async (): Promise<number> => {
      const counts = [
        await read("react"),
        await planAhead(),
        await ring(),
        await work("wakes", handlers.wake),
        await work("executions", handlers.execute),
        await work("classifications", handlers.classify),
      ];
      moments.note();
      return counts.reduce((sum, count) => sum + count, 0);
    },
    project: async (): Promise<number> => {
      await look();
      if (foldAt !== null && foldAt > now()) return 0;
      const done = await read("project");
      if (behind.project.length === 0) foldAt = null;
      return done;
    },
    next: async (): Promise<Instant | null> => {
      const [far] = await rows.waiting(endOfTime, 1);
      const near = far === undefined ? null : plusMs(far.at, -horizonMs);
      return earliest([aws.scheduler.next(), moments.next(), near, foldAt]);
    },
  };
};

/** What nobody can read is for the functions to find. */
const readable = (record: StreamRecord): readonly Commit[] => {
  try {
    return [commitIn(record)].filter((commit) => commit !== null);
  } catch {
    return [];
  }
};

const horizonMs = 48 * 3_600_000;
const endOfTime = at("9999-12-31T23:59:59.999Z");

const indexOf = (batch: Changes, sequence: string): number =>
  batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === sequence);

/** When a message that was sent with a delay, or was hidden, comes to light. */
const momentsOf = ({ sqsServer }: AwsGround, now: () => Instant) => {
  let known: Instant[] = [];
  let seen = 0;
  return {
    note: (): void => {
      const calls = sqsServer.sent().slice(seen);
      seen += calls.length;
      for (const { call, body } of calls) {
        const seconds =
          call === "ReceiveMessage" ? 0 : (body.DelaySeconds ?? body.VisibilityTimeout);
        if (seconds > 0) known.push(plusMs(now(), seconds * 1_000));
      }
      known = known.filter((moment) => moment > now());
    },
    /** What failed without a word comes when it is shown again. */
    add: (moment: Instant): void => void known.push(moment),
    next: (): Instant | null => earliest(known),
  };
};

const hiddenSeconds = 270;

/** As Lambda asks a queue, which hides what it gives for as long as the queue says. */
export const received = async ({ clients }: AwsGround, QueueUrl: string): Promise<QueueEvent> => {
  const { Messages: messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: hiddenSeconds,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
      messageId: MessageId ?? "",
      receiptHandle: ReceiptHandle ?? "",
      body: Body ?? "",
      attributes: { ApproximateReceiveCount: Attributes?.ApproximateReceiveCount ?? "1" },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl.split("/").at(-1)}`,
    })),
  };
};

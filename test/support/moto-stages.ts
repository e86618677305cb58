import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateScheduleGroupCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createBlobs } from "#adapters/aws/blobs";
import { createQueues, type SqsQueues } from "#adapters/aws/queues";
import { createSchedules } from "#adapters/aws/schedules";
import type { TimerTable } from "#adapters/aws/timer-items";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { createTimers, type TimerTrouble } from "#adapters/aws/timers";
import { createVault } from "#adapters/aws/vault";
import { at, type Instant, msBetween } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import { memoryKeyRecords } from "#test/support/memory-key-records";
import { wireCredentials } from "#test/support/wire-kms";

const nine = at("2026-03-02T09:00:00Z");
const uncounted = { count: () => undefined };
const account = { region: "us-east-1", credentials: wireCredentials, maxAttempts: 1 };

/** Each stage has names of its own in the one account. */
let stages = 0;
const fresh = (name: string): string => `${name}-${++stages}`;

/**
 * Queues whose times are real: a call that tells a later time waits until as much has passed since the call before.
 * SQS counts in seconds, and the server's began a moment earlier or later than ours: what is asked at a whole second
 * waits a moment more, and what is asked between two of them comes well before the next.
 */
export const motoQueues = async (
  endpoint: string,
  { visibilityMs, maxAttempts }: { readonly visibilityMs: number; readonly maxAttempts: number },
) => {
  const sqs = new SQSClient({ ...account, endpoint });
  const stage = fresh("queues");
  const urls = new Map<string, string>();
  for (const name of ["executions", "reactions"]) {
    urls.set(`${name}-dead`, await makeQueue(sqs, `${stage}-${name}-dead`, {}));
    const redrive = {
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:123456789012:${stage}-${name}-dead`,
      maxReceiveCount: maxAttempts,
    };
    const attributes = { RedrivePolicy: JSON.stringify(redrive) };
    urls.set(name, await makeQueue(sqs, `${stage}-${name}`, attributes));
  }
  const time = realTime();
  const queues = createQueues({
    sqs,
    clock: { now: time.now },
    placeOf: (queue) => ({
      url: urls.get(queue) ?? "",
      deadLetterUrl: urls.get(`${queue}-dead`) ?? "",
      visibilityMs,
      maxAttempts,
    }),
  });
  return { queues: onTime(queues, time), sqs, urls };
};

const makeQueue = async (
  sqs: SQSClient,
  QueueName: string,
  Attributes: Record<string, string>,
): Promise<string> => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? "";
};

const realTime = () => {
  let now = nine;
  let calledAt = performance.now();
  return {
    now: () => now,
    turnTo: async (instant: Instant): Promise<void> => {
      const aheadMs = msBetween(now, instant);
      const marginMs = msBetween(nine, instant) % 1_000 === 0 ? 700 : -300;
      const waitMs = aheadMs === 0 ? 0 : calledAt + aheadMs + marginMs - performance.now();
      now = instant;
      if (waitMs > 0) await sleep(waitMs);
    },
    called: (): void => {
      calledAt = performance.now();
    },
  };
};

const onTime = (queues: SqsQueues, { turnTo, called }: ReturnType<typeof realTime>): SqsQueues => ({
  ...queues,
  send: async (message, now) => {
    await turnTo(now);
    await queues.send(message, now).finally(called);
  },
  receive: async (queue, now, limit) => {
    await turnTo(now);
    return queues.receive(queue, now, limit).finally(called);
  },
  release: (...wish) => queues.release(...wish).finally(called),
});

export const motoTimers = async (endpoint: string) => {
  const dynamo = new DynamoDBClient({ ...account, endpoint });
  const scheduler = new SchedulerClient({ ...account, endpoint });
  const table: TimerTable = {
    name: fresh("views"),
    partition: "pk",
    sort: "sk",
    expiry: "expires",
    index: { name: "timers", partition: "timers", sort: "rings" },
  };
  await dynamo.send(new CreateTableCommand(tableOf(table)));
  const group = fresh("aro");
  await scheduler.send(new CreateScheduleGroupCommand({ Name: group }));
  const troubles: TimerTrouble[] = [];
  const sent: QueueMessage[] = [];
  const timers = createTimers({
    rows: createTimerRows(dynamo, table),
    schedules: createSchedules({
      scheduler,
      group,
      queueArn: "arn:aws:sqs:us-east-1:123456789012:timers",
      roleArn: "arn:aws:iam::123456789012:role/ring",
      deadLetterArn: "arn:aws:sqs:us-east-1:123456789012:timers-dead",
    }),
    queues: { send: async (message) => void sent.push(message) },
    queue: "timers",
    clock: { now: () => nine },
    tell: (trouble) => void troubles.push(trouble),
  });
  const planned = async (): Promise<readonly Timer[]> => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: table.name }));
    return Items.flatMap((item) => {
      const place = { tenant: item["pk"]?.S?.replace("#timer", ""), stream: item["sk"]?.S };
      const { at: time, version } = item;
      const timer = { ...place, at: time?.S, version: Number(version?.N) } as Timer;
      return time === undefined ? [] : [timer];
    });
  };
  return { timers, planned, troubles, sent, scheduler, group };
};

const tableOf = ({ name, partition, sort, index }: TimerTable): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [partition, sort, index.partition, index.sort].map((attribute) => ({
    AttributeName: attribute,
    AttributeType: "S",
  })),
  KeySchema: [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partition, KeyType: "HASH" },
        { AttributeName: index.sort, KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
});

export const motoVault = async (endpoint: string, records = memoryKeyRecords()) => {
  const kms = new KMSClient({ ...account, endpoint });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const keyId = KeyMetadata?.KeyId ?? "";
  return createVault({ kms, keyId, records, clock: { now: () => nine }, metrics: uncounted });
};

export const motoBlobs = async (endpoint: string) => {
  const s3 = new S3Client({ ...account, endpoint, forcePathStyle: true });
  const bucket = fresh("blobs");
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return { blobs: createBlobs({ s3, bucket, kmsKeyId: "alias/aro-test" }), s3, bucket };
};

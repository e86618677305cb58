import type { Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { CfnRule } from "aws-cdk-lib/aws-events";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnEventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { manifest } from "../manifest.ts";
import { manifestAws } from "../manifest-aws.ts";
import { openFunction } from "./function.ts";
import { type Ground, queueArn, ruleNameIn } from "./ground.ts";
import { clocks, deadLettersOf, givenBackTo, type QueueName, workQueues } from "./names.ts";
import { batchSize, concurrencyIn, queueRules } from "./sizes.ts";
import { keepLetters } from "./letters.ts";
import { constructId } from "./stages.ts";
import { allow } from "./allow.ts";
import { encryptsMessages, takesMessages } from "./statements.ts";

type Parts = { readonly ground: Ground; readonly publicUrl: string };

/** Whoever works behind the doors: readers of the stream, consumers of queues, and what a clock starts. */
export const workers = (stack: Stack, parts: Parts & { readonly commits: Table }): void => {
  for (const { function: name, reader } of manifest.streams) readStream(stack, parts, name, reader);
  for (const queue of workQueues) consumeQueue(stack, parts, queue);
  keepLetters(stack, parts);
  for (const clock of clocks) ringByClock(stack, parts, clock);
  // Nothing calls these: who may is the business of the account.
  for (const { function: name } of manifestAws.operations)
    openFunction(stack, parts.ground, name, { publicUrl: parts.publicUrl });
};

/**
 * Whoever reacts to commits tries until they can be taken: an outage may last, and what was not done for it would not
 * be done at all. It puts poison aside by itself (`aws-aside.ts`); what fails otherwise holds up its part of the shard
 * until it is too old. A list can be folded anew: there a record is tried a few times, by itself (the batch is halved
 * around it), then put aside. Order within a stream holds: a stream is one partition, and a partition is one shard.
 */
const readStream = (
  stack: Stack,
  { ground, publicUrl, commits }: Parts & { readonly commits: Table },
  name: (typeof manifest.streams)[number]["function"],
  reader: (typeof manifest.streams)[number]["reader"],
): void => {
  const deadLetters = queueArn({ stack, stage: ground.stage }, deadLettersOf(reader));
  const givenBack = givenBackTo(reader);
  const arn = commits.tableStreamArn ?? "";
  const door = openFunction(stack, ground, name, {
    publicUrl,
    more: [
      allow(
        "ReadsTheStream",
        ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        [arn],
      ),
      allow("FindsTheStream", ["dynamodb:ListStreams"], ["*"]),
      allow(
        "PutsRecordsAside",
        ["sqs:SendMessage"],
        [deadLetters, queueArn({ stack, stage: ground.stage }, deadLettersOf(givenBack))],
      ),
      takesMessages([queueArn({ stack, stage: ground.stage }, givenBack)]),
      encryptsMessages(ground.messagesKey),
    ],
  });
  new CfnEventSourceMapping(stack, `${constructId(name)}Source`, {
    functionName: door.functionArn,
    eventSourceArn: arn,
    startingPosition: "TRIM_HORIZON",
    batchSize: 100,
    maximumBatchingWindowInSeconds: ground.stage.gathers ? manifestAws.gathers[reader] : 0,
    parallelizationFactor: 4,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: name === "streams/react" ? -1 : 5,
    // A stream keeps its records for a day; after half of it somebody has to look.
    maximumRecordAgeInSeconds: 43_200,
    functionResponseTypes: ["ReportBatchItemFailures"],
    destinationConfig: { onFailure: { destination: deadLetters } },
    // Nobody may change a commit: anything but an INSERT is not ours to read.
    filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT"] }) }] },
  });
  // Somebody gives back a few, and the stream needs the rest of its reader.
  workOff(stack, givenBack, { ground, door, atOnce: fewest });
};

const consumeQueue = (stack: Stack, { ground, publicUrl }: Parts, queue: QueueName): void => {
  const { consumer } = queueRules(queue);
  const door = openFunction(stack, ground, consumer, {
    publicUrl,
    more: [
      takesMessages([queueArn({ stack, stage: ground.stage }, queue)]),
      // The last attempt writes its reason beside the message.
      allow(
        "PutsMessagesAside",
        ["sqs:SendMessage"],
        [queueArn({ stack, stage: ground.stage }, deadLettersOf(queue))],
      ),
      encryptsMessages(ground.messagesKey),
    ],
  });
  // Never more than the function may run: what is throttled counts as an attempt.
  workOff(stack, queue, { ground, door, atOnce: concurrencyIn(ground.stage, consumer) });
};

/** Of copies that AWS lets a queue be held to. */
const fewest = 2;

const workOff = (
  stack: Stack,
  queue: QueueName,
  wish: { readonly ground: Ground; readonly door: IFunction; readonly atOnce: number },
): void => {
  const { ground, door, atOnce } = wish;
  const { consumer } = queueRules(queue);
  const isItsOwn = workQueues.some((name) => name === queue);
  new CfnEventSourceMapping(stack, `${constructId(isItsOwn ? consumer : queue)}Source`, {
    functionName: door.functionArn,
    eventSourceArn: queueArn({ stack, stage: ground.stage }, queue),
    batchSize: batchSize[queue],
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: atOnce },
  });
};

const everyMinutes: Readonly<Record<string, string>> = {
  every_minute: "rate(1 minute)",
  every_quarter_hour: "rate(15 minutes)",
  every_six_hours: "rate(6 hours)",
};

const ringByClock = (
  stack: Stack,
  { ground, publicUrl }: Parts,
  { function: name, on }: (typeof clocks)[number],
): void => {
  const rate = everyMinutes[on];
  if (rate === undefined) throw new Error(`No clock rings "${on}": add it to workers.ts`);
  const deadLetters = queueArn({ stack, stage: ground.stage }, deadLettersOf(on));
  const door = openFunction(stack, ground, name, {
    publicUrl,
    more: [
      allow("PutsEventsAside", ["sqs:SendMessage"], [deadLetters]),
      encryptsMessages(ground.messagesKey),
    ],
    deadLetters: Queue.fromQueueArn(stack, constructId(deadLettersOf(on)), deadLetters),
  });
  const rule = new CfnRule(stack, `${constructId(on)}Rule`, {
    name: ruleNameIn(ground.stage, on),
    description: `ARO: ${name}`,
    scheduleExpression: rate,
    targets: [
      {
        id: "function",
        arn: door.functionArn,
        deadLetterConfig: { arn: deadLetters },
        retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 2 },
      },
    ],
  });
  door.addPermission(`${constructId(name)}FromRule`, {
    principal: new ServicePrincipal("events.amazonaws.com"),
    sourceArn: rule.attrArn,
  });
};

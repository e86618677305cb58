import { Duration, type Stack } from "aws-cdk-lib";
import { type IQueue, Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { type Ground, queueArn } from "./ground.ts";
import { deadLettersOf, type QueueName } from "./names.ts";
import { deadLettersHiddenSeconds, queueRules } from "./sizes.ts";
import { constructId, nameIn } from "./stages.ts";

const noRedrive = { redrivePermission: RedrivePermission.DENY_ALL };

/** A queue, and the one where its messages stand when they have been tried often enough. */
export const openQueue = (stack: Stack, ground: Ground, name: QueueName): void => {
  const { visibilitySeconds, attempts } = queueRules(name);
  new Queue(stack, constructId(name), {
    queueName: nameIn(ground.stage, name),
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: {
      queue: openDeadLetters(stack, ground, name, [sourceIn(stack, ground, name)]),
      maxReceiveCount: attempts,
    },
    redriveAllowPolicy: noRedrive,
    ...locked(ground),
  });
};

/** By name: the queue itself knows its dead letters already, and CloudFormation makes no circles. */
const sourceIn = (stack: Stack, { stage }: Ground, name: QueueName): IQueue =>
  Queue.fromQueueArn(stack, `${constructId(name)}Source`, queueArn({ stack, stage }, name));

/**
 * Each passes here on its way to the list. One that cannot be kept stays as long as SQS can: 14 days from its first sending.
 * Only `sources` may move their messages here by themselves; readers, clocks and schedules send what they have put aside.
 */
export const openDeadLetters = (
  stack: Stack,
  ground: Ground,
  of: string,
  sources: readonly IQueue[] = [],
): Queue =>
  new Queue(stack, constructId(deadLettersOf(of)), {
    queueName: nameIn(ground.stage, deadLettersOf(of)),
    visibilityTimeout: Duration.seconds(deadLettersHiddenSeconds),
    retentionPeriod: Duration.days(14),
    redriveAllowPolicy:
      sources.length === 0
        ? noRedrive
        : { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [...sources] },
    ...locked(ground),
  });

const locked = ({ stage, messagesKey }: Ground) => ({
  encryption: QueueEncryption.KMS,
  encryptionMasterKey: messagesKey,
  // Each use of the key costs; what it seals are ids.
  dataKeyReuse: Duration.minutes(5),
  enforceSSL: true,
  removalPolicy: stage.onRemoval,
});

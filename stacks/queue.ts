import { Duration, type Stack } from "aws-cdk-lib";
import { Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import type { Ground } from "./ground.ts";
import { deadLettersOf, type QueueName } from "./names.ts";
import { deadLettersHiddenSeconds, queueRules } from "./sizes.ts";
import { constructId, nameIn } from "./stages.ts";

/** A queue, and the one where its messages stand when they have been tried often enough. */
export const openQueue = (stack: Stack, ground: Ground, name: QueueName): void => {
  const { visibilitySeconds, attempts } = queueRules(name);
  new Queue(stack, constructId(name), {
    queueName: nameIn(ground.stage, name),
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: {
      queue: openDeadLetters(stack, ground, name),
      maxReceiveCount: attempts,
    },
    redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    ...locked(ground),
  });
};

/** Each passes here on its way to the list. One that cannot be kept stays as long as SQS can: 14 days from its first sending. */
export const openDeadLetters = (stack: Stack, ground: Ground, of: string): Queue =>
  new Queue(stack, constructId(deadLettersOf(of)), {
    queueName: nameIn(ground.stage, deadLettersOf(of)),
    visibilityTimeout: Duration.seconds(deadLettersHiddenSeconds),
    retentionPeriod: Duration.days(14),
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

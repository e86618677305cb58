import { Duration, type Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Ground } from "./ground.ts";
import { constructId, nameIn, type Stage } from "./stages.ts";

/** Four keys of our own, so that the right to read a log is not the right to open a customer's name. */
export const openKeys = (stack: Stack, stage: Stage): Ground => {
  const key = (what: string, description: string): Key =>
    new Key(stack, constructId(`${what}-key`), {
      alias: nameIn(stage, what),
      description: `ARO, ${stage.name}: ${description}`,
      enableKeyRotation: true,
      removalPolicy: stage.onRemoval,
      pendingWindow: Duration.days(stage.isProduction ? 30 : 7),
    });

  const vaultKey = key("vault", "wraps the tenants' keys, which wrap those of customers");
  const dataKey = key("data", "tables, backups and secrets at rest");
  const messagesKey = key("messages", "queues and the topic of alarms");
  const logsKey = key("logs", "log groups");

  // An event's rule and an alarm write as themselves, not as a role of ours.
  for (const service of ["events.amazonaws.com", "cloudwatch.amazonaws.com"])
    messagesKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        resources: ["*"], // In a key's own policy that is this key.
        conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
      }),
    );
  logsKey.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"].concat([
        "kms:GenerateDataKey",
        "kms:DescribeKey",
      ]),
      resources: ["*"],
      conditions: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:*${nameIn(stage, "*")}`,
        },
      },
    }),
  );
  return { stage, vaultKey, dataKey, messagesKey, logsKey };
};

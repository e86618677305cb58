import type { Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { FunctionName } from "./names.ts";
import { type Grants, grants } from "./grants.ts";
import { allow } from "./allow.ts";
import { tableStatements } from "./table-statements.ts";
import { type Ground, queueArn, scheduleArn, schedulerRoleArn, secretArn } from "./ground.ts";

/** `grants.ts` in the language of IAM. Every resource is named in full; what IAM cannot name is in `suppressions.ts`. */
export const statementsFor = (
  name: FunctionName,
  ground: Ground,
  stack: Stack,
): readonly PolicyStatement[] => {
  const granted = grants[name];
  return [
    ...tableStatements(granted, ground, stack),
    ...vault(granted, ground),
    ...queues(granted, ground, stack),
    ...schedules(granted, ground, stack),
    ...secrets(granted, ground, stack),
  ];
};

/** The vault's key wraps tenants' keys and nothing else, and opens only what was wrapped with a tenant's name beside it. */
const vault = ({ keys, opens }: Grants, { vaultKey }: Ground): readonly PolicyStatement[] =>
  keys === null
    ? []
    : [
        allow(
          "UsesTenantKeys",
          opens ? [...makes, "kms:Decrypt"] : ["kms:Decrypt"],
          [vaultKey.keyArn],
          {
            StringEquals: { "kms:EncryptionContext:purpose": "tenant key" },
            "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["tenant", "purpose"] },
            Null: { "kms:EncryptionContext:tenant": "false" },
          },
        ),
      ];

/** A tenant's key is made where its doors are opened, and nowhere else: where it is missing, nobody begins anew without it. */
const makes = ["kms:GenerateDataKey"];

const queues = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] => {
  const arn = (queue: string) => queueArn({ stack, stage: ground.stage }, queue);
  if (granted.sends.length === 0) return [];
  return [
    allow("SendsMessages", ["sqs:SendMessage"], granted.sends.map(arn)),
    encryptsMessages(ground.messagesKey),
  ];
};

export const takesMessages = (queues: readonly string[]): PolicyStatement =>
  allow(
    "TakesMessages",
    [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:GetQueueAttributes",
    ],
    queues,
  );

export const encryptsMessages = (key: IKey): PolicyStatement =>
  allow("EncryptsMessages", ["kms:GenerateDataKey", "kms:Decrypt"], [key.keyArn]);

const schedules = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] => {
  if (!granted.plans) return [];
  const where = { stack, stage: ground.stage };
  return [
    allow(
      "PlansSchedules",
      ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
      [scheduleArn(where, "*")],
    ),
    allow("HandsTheRingerOn", ["iam:PassRole"], [schedulerRoleArn(where)], {
      StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" },
    }),
  ];
};

const secrets = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] =>
  granted.secrets.length === 0
    ? []
    : [
        allow(
          "ReadsSecrets",
          ["secretsmanager:GetSecretValue"],
          granted.secrets.map((one) => secretArn({ stack, stage: ground.stage }, one)),
        ),
        allow("DecryptsSecrets", ["kms:Decrypt"], [ground.dataKey.keyArn], {
          StringEquals: { "kms:ViaService": `secretsmanager.${stack.region}.${stack.urlSuffix}` },
        }),
      ];

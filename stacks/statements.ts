import type { Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { deadLettersOf, type FunctionName, queueNames, type TableName } from "./names.ts";
import { type Grants, grants } from "./grants.ts";
import {
  type Ground,
  queueArn,
  scheduleArn,
  schedulerRoleArn,
  secretArn,
  tableArn,
} from "./ground.ts";

/** `grants.ts` in the language of IAM. Every resource is named in full; what IAM cannot name is in `suppressions.ts`. */
export const statementsFor = (
  name: FunctionName,
  ground: Ground,
  stack: Stack,
): readonly PolicyStatement[] => {
  const granted = grants[name];
  return [
    ...tables(granted, ground, stack),
    ...vault(granted, ground),
    ...queues(granted, ground, stack),
    ...schedules(granted, ground, stack),
    ...secrets(granted, ground, stack),
  ];
};

const tables = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] => {
  const arn = (table: TableName) => tableArn({ stack, stage: ground.stage }, table);
  const statements = [
    ...(granted.reads
      ? [allow("ReadsCommits", ["dynamodb:GetItem", "dynamodb:Query"], [arn("commits")], leads())]
      : []),
    ...(granted.appends.length > 0
      ? [
          allow(
            "AppendsCommits",
            ["dynamodb:PutItem"],
            [arn("commits")],
            leads(granted.appends.map((kind) => `?*#${kind}/?*`)),
          ),
        ]
      : []),
    ...(granted.views === null
      ? []
      : [
          allow(
            "ReadsViews",
            ["dynamodb:GetItem", "dynamodb:Query"],
            [arn("views"), `${arn("views")}/index/index1`, `${arn("views")}/index/index2`],
            leads(),
          ),
        ]),
    ...(granted.views === "write"
      ? [
          allow(
            "WritesViews",
            ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            [arn("views")],
            leads(),
          ),
        ]
      : []),
    ...(granted.keys === null
      ? []
      : [
          allow("UsesKeys", ["dynamodb:GetItem", "dynamodb:PutItem"], [arn("keys")], leads()),
          ...(granted.keys === "destroy"
            ? [allow("DestroysKeys", ["dynamodb:DeleteItem"], [arn("keys")], leads())]
            : []),
        ]),
  ];
  return statements.length === 0 ? [] : [...statements, encryptsTables(ground, stack)];
};

/**
 * A partition's key begins with its tenant, here and in every table. Which tenant, a role cannot know: each
 * function serves all of them, and gets to know the tenant with the request. What it can be held to is that every
 * key names one, and for commits which kinds of streams.
 */
const leads = (keys: readonly string[] = ["?*#?*"]): object => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys },
  // "For all values" holds of a request without any: such a one has to be told apart.
  Null: { "dynamodb:LeadingKeys": "false" },
});

const encryptsTables = ({ dataKey }: Ground, stack: Stack): PolicyStatement =>
  allow(
    "EncryptsTables",
    ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
    [dataKey.keyArn],
    { StringEquals: { "kms:ViaService": `dynamodb.${stack.region}.${stack.urlSuffix}` } },
  );

/** The vault's key opens only what was sealed with a tenant's name beside it. */
const vault = ({ keys }: Grants, { vaultKey }: Ground): readonly PolicyStatement[] =>
  keys === null
    ? []
    : [
        allow("WrapsDataKeys", ["kms:GenerateDataKey", "kms:Decrypt"], [vaultKey.keyArn], {
          StringEquals: { "kms:EncryptionContext:purpose": "data key" },
          Null: {
            "kms:EncryptionContext:tenant": "false",
            "kms:EncryptionContext:subject": "false",
          },
        }),
      ];

const queues = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] => {
  const arn = (queue: string) => queueArn({ stack, stage: ground.stage }, queue);
  if (granted.sends.length === 0) return [];
  return [
    allow("SendsMessages", ["sqs:SendMessage"], granted.sends.map(arn)),
    ...(granted.redrives
      ? [
          allow(
            "TakesDeadLetters",
            [
              "sqs:ReceiveMessage",
              "sqs:DeleteMessage",
              "sqs:ChangeMessageVisibility",
              "sqs:GetQueueAttributes",
            ],
            queueNames.map((queue) => arn(deadLettersOf(queue))),
          ),
        ]
      : []),
    encryptsMessages(ground.messagesKey),
  ];
};

export const encryptsMessages = (key: IKey): PolicyStatement =>
  allow("EncryptsMessages", ["kms:GenerateDataKey", "kms:Decrypt"], [key.keyArn]);

const schedules = (granted: Grants, ground: Ground, stack: Stack): readonly PolicyStatement[] => {
  if (!granted.plans) return [];
  const where = { stack, stage: ground.stage };
  return [
    allow(
      "PlansSchedules",
      [
        "scheduler:CreateSchedule",
        "scheduler:UpdateSchedule",
        "scheduler:DeleteSchedule",
        "scheduler:GetSchedule",
      ],
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

export const allow = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: object = {},
): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    conditions: { ...conditions },
  });

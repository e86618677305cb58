import { Duration, type Stack } from "aws-cdk-lib";
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from "aws-cdk-lib/aws-backup";
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { Schedule } from "aws-cdk-lib/aws-events";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { manifest } from "../manifest.ts";
import { manifestAws } from "../manifest-aws.ts";
import { type Ground, secretNameIn } from "./ground.ts";
import { openKeys } from "./keys.ts";
import { constructId, nameIn } from "./stages.ts";
import type { Stage } from "./stages.ts";

export type Data = Ground & { readonly commits: Table };

/** What must not be lost: keys, tables, secrets, backups. */
export const data = (stack: Stack, stage: Stage): Data => {
  const ground = openKeys(stack, stage);
  const tables = manifest.tables.map((one) => [one, openTable(stack, ground, one)] as const);
  for (const { name } of manifestAws.secrets) openSecret(stack, ground, name);
  if (stage.backsUp)
    backUp(
      stack,
      ground,
      tables.filter(([{ canBeRestored }]) => canBeRestored).map(([, table]) => table),
    );

  const commits = tables.find(([{ hasStream }]) => hasStream)?.[1];
  if (commits === undefined) throw new Error("No table of the manifest has a stream");
  return { ...ground, commits };
};

const { timers } = manifestAws;

type Described = (typeof manifest.tables)[number];

const openTable = (stack: Stack, { stage, dataKey }: Ground, described: Described): Table => {
  const { name, attributes, partition, sort, indexes, expires } = described;
  const attribute = (named: string): Attribute => ({
    name: named,
    type:
      new Map<string, string>(Object.entries(attributes)).get(named) === "N"
        ? AttributeType.NUMBER
        : AttributeType.STRING,
  });
  const table = new Table(stack, constructId(name), {
    tableName: nameIn(stage, name),
    partitionKey: attribute(partition),
    ...(sort === null ? {} : { sortKey: attribute(sort) }),
    ...(expires === null ? {} : { timeToLiveAttribute: expires }),
    ...(described.hasStream ? { stream: StreamViewType.NEW_IMAGE } : {}),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: dataKey,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: described.canBeRestored,
      ...(described.canBeRestored ? { recoveryPeriodInDays: 35 } : {}),
    },
    deletionProtection: stage.isProduction,
    removalPolicy: stage.onRemoval,
  });
  for (const index of indexes)
    table.addGlobalSecondaryIndex({
      indexName: index,
      partitionKey: attribute(partition),
      sortKey: attribute(index),
      // Keys alone: a row that changes in its place costs its indexes nothing.
      projectionType: ProjectionType.KEYS_ONLY,
    });
  if (name === timers.table)
    table.addGlobalSecondaryIndex({
      indexName: timers.index,
      partitionKey: { name: timers.partition, type: AttributeType.STRING },
      sortKey: { name: timers.sort, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  return table;
};

/** Empty until somebody puts the provider's words into it: no template and no deployment ever holds them. */
const openSecret = (
  stack: Stack,
  { stage, dataKey }: Ground,
  name: (typeof manifestAws.secrets)[number]["name"],
): Secret =>
  new Secret(stack, constructId(`${name}-secret`), {
    secretName: secretNameIn(stage, name),
    description: `ARO, ${stage.name}: what ${name} gave us, as JSON`,
    encryptionKey: dataKey,
    removalPolicy: stage.onRemoval,
    generateSecretString: { secretStringTemplate: "{}", generateStringKey: "unset" },
  });

/** Point-in-time recovery ends with its table; these copies do not. */
const backUp = (stack: Stack, { stage, dataKey }: Ground, tables: readonly Table[]): void => {
  const vault = new BackupVault(stack, "Backups", {
    backupVaultName: nameIn(stage, "backups"),
    encryptionKey: dataKey,
    removalPolicy: stage.onRemoval,
  });
  const plan = new BackupPlan(stack, "BackupPlan", {
    backupPlanName: nameIn(stage, "daily"),
    backupVault: vault,
    backupPlanRules: [
      new BackupPlanRule({
        ruleName: "daily",
        scheduleExpression: Schedule.cron({ hour: "5", minute: "0" }),
        deleteAfter: Duration.days(35),
      }),
    ],
  });
  plan.addSelection("Tables", {
    backupSelectionName: nameIn(stage, "tables"),
    resources: tables.map((table) => BackupResource.fromDynamoDbTable(table)),
  });
};

import { ArnFormat, type Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { FunctionName, SecretName, TableName } from "./names.ts";
import { dashed, nameIn, type Stage } from "./stages.ts";

/** What every stack stands on. Keys are handed on as they are; all else is found by its name. */
export type Ground = {
  readonly stage: Stage;
  /** Wraps the tenants' keys, and so those of customers. Not for anything else: whoever may use it can read people's data. */
  readonly vaultKey: IKey;
  /** Encrypts tables, backups and secrets at rest. */
  readonly dataKey: IKey;
  readonly messagesKey: IKey;
  readonly logsKey: IKey;
};

type Where = { readonly stack: Stack; readonly stage: Stage };

export const tableArn = ({ stack, stage }: Where, table: TableName): string =>
  stack.formatArn({ service: "dynamodb", resource: "table", resourceName: nameIn(stage, table) });

export const queueArn = ({ stack, stage }: Where, queue: string): string =>
  stack.formatArn({ service: "sqs", resource: nameIn(stage, queue) });

export const queueUrl = ({ stack, stage }: Where, queue: string): string =>
  `https://sqs.${stack.region}.${stack.urlSuffix}/${stack.account}/${nameIn(stage, queue)}`;

/** A rule is called after the clock that it listens to. */
export const ruleNameIn = (stage: Stage, clock: string): string => nameIn(stage, dashed(clock));

export const ruleArn = ({ stack, stage }: Where, clock: string): string =>
  stack.formatArn({ service: "events", resource: "rule", resourceName: ruleNameIn(stage, clock) });

export const functionNameIn = (stage: Stage, name: FunctionName): string =>
  nameIn(stage, dashed(name));

export const functionArn = ({ stack, stage }: Where, name: FunctionName): string =>
  stack.formatArn({
    service: "lambda",
    resource: "function",
    resourceName: functionNameIn(stage, name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const schedulerRoleName = (stage: Stage): string => nameIn(stage, "rings");

export const schedulerRoleArn = ({ stack, stage }: Where): string =>
  stack.formatArn({
    service: "iam",
    region: "",
    resource: "role",
    resourceName: schedulerRoleName(stage),
  });

export const scheduleArn = ({ stack, stage }: Where, schedule: string): string =>
  stack.formatArn({
    service: "scheduler",
    resource: "schedule",
    resourceName: `${nameIn(stage, "schedules")}/${schedule}`,
  });

/** A slash stands where a dash would be one of the six characters that Secrets Manager adds. */
export const secretNameIn = (stage: Stage, secret: SecretName): string =>
  `aro/${stage.name}/${secret}`;

export const secretArn = ({ stack, stage }: Where, secret: SecretName): string =>
  stack.formatArn({
    service: "secretsmanager",
    resource: "secret",
    resourceName: `${secretNameIn(stage, secret)}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const alarmNameIn = (stage: Stage, alarm: string, thing: string | null): string =>
  nameIn(stage, thing === null ? alarm : `${alarm}.${dashed(thing)}`);

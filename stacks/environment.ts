import type { Stack } from "aws-cdk-lib";
import {
  deadLettersOf,
  type FunctionName,
  givenBackTo,
  type GroundVariable,
  wakes,
} from "./names.ts";
import { grants } from "./grants.ts";
import { type Ground, queueArn, queueUrl, schedulerRoleArn, secretNameIn } from "./ground.ts";
import { nameIn } from "./stages.ts";

/**
 * What a function is told: `ground` of `manifest-aws.ts`, and four variables of the program itself. No secret is
 * among them: a function reads those it may from Secrets Manager, and whoever can see its settings cannot.
 */
export const environmentOf = (
  stack: Stack,
  ground: Ground,
  name: FunctionName,
  publicUrl: string,
): Record<string, string> => {
  const { stage } = ground;
  const where = { stack, stage };
  const told: Record<GroundVariable, string> = {
    ARO_STAGE: stage.name,
    ARO_TABLE_COMMITS: nameIn(stage, "commits"),
    ARO_TABLE_VIEWS: nameIn(stage, "views"),
    ARO_TABLE_KEYS: nameIn(stage, "keys"),
    ARO_VAULT_KEY: ground.vaultKey.keyArn,
    ARO_QUEUE_EXECUTIONS: queueUrl(where, "executions"),
    ARO_QUEUE_CLASSIFICATIONS: queueUrl(where, "classifications"),
    ARO_QUEUE_WAKES_ARN: queueArn(where, wakes),
    ARO_QUEUE_GIVEN_BACK: queueUrl(where, givenBackTo("")),
    ARO_SCHEDULES: nameIn(stage, "schedules"),
    ARO_SCHEDULES_ROLE: schedulerRoleArn(where),
    ARO_SCHEDULES_UNRUNG: queueArn(where, deadLettersOf("schedules")),
    ARO_SECRETS: grants[name].secrets.map((one) => secretNameIn(stage, one)).join(","),
  };
  const settings = {
    ARO_MODE: "live",
    ARO_PACK: stage.pack,
    ARO_PUBLIC_URL: publicUrl,
    ARO_LOG_LEVEL: "info",
  };
  return Object.fromEntries(
    Object.entries({ ...told, ...settings }).filter(([, value]) => value !== ""),
  );
};

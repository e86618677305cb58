import { PolicyStatement } from "aws-cdk-lib/aws-iam";

/** A statement's name says what it is for, and stands once in a policy. */
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

import type { Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { manifestAws } from "../manifest-aws.ts";
import { allow } from "./allow.ts";
import type { Grants } from "./grants.ts";
import { type Ground, tableArn } from "./ground.ts";
import type { TableName } from "./names.ts";

export const tableStatements = (
  granted: Grants,
  ground: Ground,
  stack: Stack,
): readonly PolicyStatement[] => {
  const arn = (table: TableName) => tableArn({ stack, stage: ground.stage }, table);
  const statements = [
    ...ofCommits(granted, arn("commits")),
    ...ofViews(granted, arn("views")),
    ...ofKeys(granted, arn("keys")),
  ];
  return statements.length === 0 ? [] : [...statements, encryptsTables(ground, stack)];
};

const ofCommits = ({ reads, appends }: Grants, commits: string): readonly PolicyStatement[] => {
  const kinds = appends.map((kind) => `?*#${kind}/?*`);
  return [
    reads && allow("ReadsCommits", reading, [commits], leads()),
    appends.length > 0 && allow("AppendsCommits", ["dynamodb:PutItem"], [commits], leads(kinds)),
  ].filter((one) => one !== false);
};

const ofViews = ({ views: may, sweeps }: Grants, views: string): readonly PolicyStatement[] => {
  const index = (name: string) => `${views}/index/${name}`;
  const seen = [views, index("index1"), index("index2")];
  return [
    may !== null && allow("ReadsViews", reading, seen, leads([...ofATenant, "@tenants"])),
    may === "write" && allow("WritesViews", writing, [views], leads()),
    may === "write" && keepsDirectories(views),

    sweeps &&
      allow(
        "AsksWhatIsDue",
        ["dynamodb:Query"],
        [index(manifestAws.timers.index)],
        leads(["timers#?*"]),
      ),
  ].filter((one) => one !== false);
};

const ofKeys = ({ keys: may }: Grants, keys: string): readonly PolicyStatement[] =>
  [
    may !== null && allow("UsesKeys", ["dynamodb:GetItem", "dynamodb:PutItem"], [keys], leads()),
    may === "destroy" && allow("DestroysKeys", ["dynamodb:DeleteItem"], [keys], leads()),
  ].filter((one) => one !== false);

const reading = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const writing = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];

const ofATenant = ["?*#?*"];

/** `@tenants` and `@endpoint#…` say whose a door is: whoever could write there could take a tenant's. */
const keepsDirectories = (views: string): PolicyStatement =>
  new PolicyStatement({
    sid: "KeepsDirectories",
    effect: Effect.DENY,
    actions: writing,
    resources: [views],
    conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["@*"] } },
  });

/**
 * A partition's key begins with its tenant, here and in every table. Which tenant, a role cannot know: each
 * function serves all of them, and gets to know the tenant with the request. What it can be held to is that every
 * key names one, and for commits which kinds of streams (decision 0038).
 */
const leads = (keys: readonly string[] = ofATenant): object => ({
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

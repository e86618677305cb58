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
    ...ofLetters(granted, arn("views")),
    ...ofFeed(granted, arn("views")),
    ...ofRebuilding(granted, arn("views")),
    ...ofKeys(granted, arn("keys")),
  ];
  return statements.length === 0 ? [] : [...statements, encryptsTables(ground, stack)];
};

const ofCommits = (
  { reads, checks, appends }: Grants,
  commits: string,
): readonly PolicyStatement[] => {
  const kinds = appends.map((kind) => `?*#${kind}/?*`);
  return [
    (reads || checks) && allow("ReadsCommits", reading, [commits], leads()),
    appends.length > 0 && allow("AppendsCommits", ["dynamodb:PutItem"], [commits], leads(kinds)),
  ].filter((one) => one !== false);
};

const ofViews = (granted: Grants, views: string): readonly PolicyStatement[] => {
  const { views: may, sweeps, opens, ...some } = granted;
  const index = (name: string) => `${views}/index/${name}`;
  const seen = [views, index("index1"), index("index2")];
  return [
    may !== null && allow("ReadsViews", reading, seen, leads([...ofATenant, "@tenants", "@packs"])),
    // At its start a function keeps the pack that it came with, so that runs begun under it can go on.
    may !== null &&
      !opens &&
      allow("KeepsItsPack", ["dynamodb:PutItem"], [views], leads(["@packs"])),
    ...ofDecisions(granted, views),
    may === "write" && allow("WritesViews", writing, [views], leads()),
    may === "write" && !some.settles && keepsDecisions(views),

    sweeps &&
      allow(
        "AsksWhatIsDue",
        ["dynamodb:Query"],
        [index(manifestAws.timers.index)],
        leads(["timers#waiting#?*"]),
      ),
  ].filter((one) => one !== false);
};

const ofLetters = ({ letters }: Grants, views: string): readonly PolicyStatement[] =>
  letters ? [allow("ChangesLetters", writing, [views], leads(["?*#@letters"]))] : [];

/** Of all views, who checks the log needs where its commits stand, and how far it has come. */
const ofFeed = ({ checks }: Grants, views: string): readonly PolicyStatement[] =>
  checks
    ? [
        allow("ReadsTheFeed", reading, [views], leads(["?*#@feed", "?*#@cursors", "@tenants"])),
        allow("KeepsItsPlace", ["dynamodb:UpdateItem"], [views], leads(["?*#@cursors"])),
      ]
    : [];

/** Rows of read models stand beside what is no row: under names that begin with `@`, and timers. */
const ofRebuilding = ({ rebuilds }: Grants, views: string): readonly PolicyStatement[] =>
  rebuilds
    ? [
        allow("ReadsRows", reading, [views], leads([...ofATenant, "@tenants"])),
        allow("MendsRows", ["dynamodb:PutItem", "dynamodb:DeleteItem"], [views], leads()),
        keeps("KeepsWhatIsNoRow", views, ["@*", "?*#@*", "?*#timer"]),
      ]
    : [];

const ofDecisions = (
  { settles, opens, asks }: Grants,
  views: string,
): readonly PolicyStatement[] => {
  const puts = (sid: string, keys: readonly string[]) =>
    allow(sid, ["dynamodb:PutItem"], [views], leads(keys));
  return [
    settles && puts("Settles", ["?*#@settings", "@tenants"]),
    asks && puts("TellsHowItWent", ["?*#@breakers"]),
    opens && puts("OpensDoors", ["@endpoint#?*", "?*#@endpoints"]),
  ].filter((one) => one !== false);
};

const ofKeys = ({ keys: may, opens }: Grants, keys: string): readonly PolicyStatement[] =>
  [
    may !== null && allow("UsesKeys", usingKeys, [keys], leads()),
    may === "destroy" && allow("DestroysKeys", ["dynamodb:DeleteItem"], [keys], leads()),
    may !== null && !opens && keepsTenantKeys(keys),
  ].filter((one) => one !== false);

const reading = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
/** Before they seal, several look together whether their keys still stand. */
const usingKeys = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"];
const writing = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];

const ofATenant = ["?*#?*"];

/** An erasure takes one customer's key. The tenant's, under which all of them are wrapped, is out of everybody's reach. */
const keepsTenantKeys = (keys: string): PolicyStatement =>
  new PolicyStatement({
    sid: "KeepsTenantKeys",
    effect: Effect.DENY,
    actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
    resources: [keys],
    conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["?*#@key"] } },
  });

/**
 * The brake is among the settings, and `@endpoint#…` says whose a door is: whoever could write there could send for a
 * business that has stopped, or take its doors.
 */
const keepsDecisions = (views: string): PolicyStatement =>
  keeps("KeepsDecisions", views, decisions);

const keeps = (sid: string, views: string, keys: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    sid,
    effect: Effect.DENY,
    actions: writing,
    resources: [views],
    conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": keys } },
  });

const decisions = ["@tenants", "@endpoint#*", "?*#@settings", "?*#@endpoints"];

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

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dev, type Placed, production, resourcesOf, spelled } from "#test/stacks/synthesised";

/**
 * What holds something that a deployment must not take away. CloudFormation *replaces* such a thing, empty, when its
 * name, its key schema or its logical id is another: a new one is made, and the old one goes, or stays behind unused.
 */
const kinds = [
  "AWS::DynamoDB::Table",
  "AWS::KMS::Key",
  "AWS::SecretsManager::Secret",
  "AWS::SQS::Queue",
  "AWS::Scheduler::ScheduleGroup",
  "AWS::Backup::BackupVault",
];

/** What cannot change in its place, or not at once with something else. */
const lasting = [
  "TableName",
  "KeySchema",
  "AttributeDefinitions",
  "GlobalSecondaryIndexes",
  "StreamSpecification",
  "TimeToLiveSpecification",
  "KeySpec",
  "Name",
  "QueueName",
  "FifoQueue",
  "BackupVaultName",
];

const standing = (resources: readonly Placed[]): Readonly<Record<string, object>> =>
  Object.fromEntries(
    resources
      .map(({ stack, id, Type, Properties }): [string, object] => [
        `${stack}/${id}`,
        {
          Type,
          ...Object.fromEntries(
            lasting
              .filter((name) => Properties[name] !== undefined)
              .map((name) => [name, withoutFunctions(Properties[name])]),
          ),
        },
      ])
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

const withoutFunctions = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutFunctions);
  if (typeof value !== "object" || value === null) return value;
  if (Object.keys(value).some((key) => key === "Ref" || key.startsWith("Fn::")))
    return spelled(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutFunctions(inner)]),
  );
};

/** As it was deployed: an entry that is another now, or gone, is a change that loses data. */
const deployed = JSON.parse(readFileSync("test/fixtures/aws/stateful.json", "utf8")) as Record<
  string,
  object
>;

const changesIn = (now: Readonly<Record<string, object>>): readonly string[] => [
  ...Object.entries(deployed).flatMap(([name, before]) => {
    if (now[name] === undefined) return [`${name} is gone: what it holds would go with it`];
    return JSON.stringify(now[name]) === JSON.stringify(before)
      ? []
      : [`${name} was changed: see docs/operating/changing-tables.md`];
  }),
  ...Object.keys(now)
    .filter((name) => deployed[name] === undefined)
    .map((name) => `${name} is new: write it down in test/fixtures/aws/stateful.json`),
];

const now = standing(resourcesOf(production, ...kinds));

describe("what holds data on AWS", () => {
  it("is called and keyed as it was, in production", () => {
    expect(Object.keys(deployed).length).toBeGreaterThan(20);
    expect(changesIn(now)).toEqual([]);
  });

  it("stays in production when its stack is removed, and when it is replaced", () => {
    const leaving = resourcesOf(production, ...kinds)
      .filter(({ Type }) => !Type.endsWith("::Queue") && !Type.endsWith("::ScheduleGroup"))
      .filter((one) => one.DeletionPolicy !== "Retain" || one.UpdateReplacePolicy !== "Retain");
    expect(leaving.map(({ id }) => id)).toEqual([]);
  });

  it("has the same keys in every stage", () => {
    const tables = (stage: typeof dev) =>
      resourcesOf(stage, "AWS::DynamoDB::Table").map(({ Properties }) => [
        Properties["KeySchema"],
        Properties["GlobalSecondaryIndexes"],
      ]);
    expect(tables(dev)).toEqual(tables(production));
  });

  it("is missed, or told of, where somebody changes it", () => {
    const [name = "", table] =
      Object.entries(now).find(([, { Type }]: [string, { Type?: string }]) =>
        Type?.endsWith("Table"),
      ) ?? [];
    const renamed = { ...table, TableName: "aro-production-facts" };
    const rekeyed = { ...table, KeySchema: [{ AttributeName: "sk", KeyType: "HASH" }] };
    for (const other of [renamed, rekeyed])
      expect(changesIn({ ...now, [name]: other })).toEqual([
        expect.stringContaining(`${name} was`),
      ]);
    const { [name]: _, ...others } = now;
    expect(changesIn({ ...others, "data/Facts": renamed })).toEqual([
      expect.stringContaining(`${name} is gone`),
      expect.stringContaining("data/Facts is new"),
    ]);
  });
});

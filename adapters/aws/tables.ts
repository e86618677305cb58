import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { manifest } from "#manifest";

/** What the three tables are called in one stage. */
export type TableNames = Readonly<Record<Table["name"], string>>;

type Table = (typeof manifest.tables)[number];

export const tableNames = (prefix: string): TableNames => ({
  commits: `${prefix}-commits`,
  views: `${prefix}-views`,
  keys: `${prefix}-keys`,
});

/**
 * The tables as the manifest has them, ready for `CreateTable`: what tests and tools make. The stacks read the same
 * manifest, and add what only an account has (keys, backups, alarms).
 */
export const tableInputs = (names: TableNames): readonly CreateTableCommandInput[] =>
  manifest.tables.map(({ name, attributes, partition, sort, indexes, hasStream }) => ({
    TableName: names[name],
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: Object.entries(attributes).map(([attribute, type]) => ({
      AttributeName: attribute,
      AttributeType: type,
    })),
    KeySchema: keySchema(partition, sort),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index,
        KeySchema: keySchema(partition, index),
        // Keys alone: a row that changes in its place costs its indexes nothing.
        Projection: { ProjectionType: "KEYS_ONLY" },
      })),
    }),
    ...(hasStream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    }),
  }));

const keySchema = (
  partition: string,
  sort: string | null,
): NonNullable<CreateTableCommandInput["KeySchema"]> => [
  { AttributeName: partition, KeyType: "HASH" },
  ...(sort === null ? [] : [{ AttributeName: sort, KeyType: "RANGE" } as const]),
];

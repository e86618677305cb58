import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/** With the index that orders timers for all tenants at once, which the stacks add. */
export const withTimersIndex = (
  views: string,
  input: CreateTableCommandInput,
): CreateTableCommandInput =>
  input.TableName !== views
    ? input
    : {
        ...input,
        GlobalSecondaryIndexes: [
          ...(input.GlobalSecondaryIndexes ?? []),
          {
            IndexName: "timers",
            KeySchema: [
              { AttributeName: "timers", KeyType: "HASH" },
              { AttributeName: "due", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
      };

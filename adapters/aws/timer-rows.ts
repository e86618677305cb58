import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { calling, errorNameOf } from "#adapters/aws/failures";
import {
  type Item,
  itemOf,
  keyOf,
  planIn,
  secondsOf,
  shelfOf,
  shelves,
  timerIn,
  type TimerTable,
} from "#adapters/aws/timer-items";
import { inOrder, type TimerRows, type TimerState } from "#adapters/aws/timer-plan";
import type { Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/**
 * Timers in DynamoDB: one row per stream, its tenant first in the key.
 *
 * The index orders them by time for all tenants at once; only who sweeps may read it. It is a moment behind: a
 * timer may come late, and may come once more after it was finished.
 */
export const createTimerRows = (client: DynamoDBClient, table: TimerTable): TimerRows => ({
  put: async (plan, state, forgetAt) => {
    const replaced = await ifAllowed(() =>
      client.send(
        new PutItemCommand({
          TableName: table.name,
          Item: itemOf(table, plan, state, forgetAt),
          ConditionExpression: "attribute_not_exists(#v) OR #v <= :v",
          ExpressionAttributeNames: { "#v": "version" },
          ExpressionAttributeValues: { ":v": { N: String(plan.version) } },
          ReturnValues: "ALL_OLD",
        }),
      ),
    );
    return replaced === "refused" ? "stale" : { before: planIn(plan, replaced.Attributes) };
  },

  get: async (tenant, stream) => {
    const { Item } = await calling("dynamodb", () =>
      client.send(
        new GetItemCommand({
          TableName: table.name,
          Key: keyOf(table, { tenant, stream }),
          ConsistentRead: true,
        }),
      ),
    );
    return planIn({ tenant, stream }, Item);
  },

  due: (by, limit) => earliest(client, table, { states: ["waiting", "planned"], by, limit }),
  waiting: (by, limit) => earliest(client, table, { states: ["waiting"], by, limit }),

  mark: (timer, state) =>
    changeStanding(client, table, timer, {
      change: "SET #p = :p",
      names: { "#p": table.index.partition },
      values: { ":p": shelfOf(timer, state) },
    }),

  finish: (timer, forgetAt) =>
    changeStanding(client, table, timer, {
      change: "SET #e = :e REMOVE #a, #p, #s",
      names: { "#e": table.expiry, "#p": table.index.partition, "#s": table.index.sort },
      values: { ":e": secondsOf(forgetAt) },
    }),
});

type Wish = {
  readonly states: readonly TimerState[];
  readonly by: Instant;
  readonly limit: number;
};

const earliest = async (
  client: DynamoDBClient,
  table: TimerTable,
  { states, by, limit }: Wish,
): Promise<readonly Timer[]> => {
  const onShelf = async (shelf: string): Promise<readonly Timer[]> => {
    const { Items = [] } = await calling("dynamodb", () =>
      client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: table.index.name,
          KeyConditionExpression: "#p = :p AND #s < :by",
          ExpressionAttributeNames: { "#p": table.index.partition, "#s": table.index.sort },
          // "!" comes after the space that ends a time: everything of that very moment is in.
          ExpressionAttributeValues: { ":p": { S: shelf }, ":by": { S: `${by}!` } },
          Limit: limit,
        }),
      ),
    );
    return Items.map((item) => timerIn(table, item));
  };
  const found = await Promise.all(shelves(states).map(onShelf));
  return found.flat().toSorted(inOrder).slice(0, limit);
};

type Change = {
  readonly change: string;
  readonly names: Record<string, string>;
  readonly values: Item;
};

/** Of this very plan, and of no other: where it has been replaced, nothing is changed. */
const changeStanding = async (
  client: DynamoDBClient,
  table: TimerTable,
  timer: Timer,
  { change, names, values }: Change,
): Promise<void> => {
  await ifAllowed(() =>
    client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: keyOf(table, timer),
        UpdateExpression: change,
        ConditionExpression: "#v = :v AND #a = :a",
        ExpressionAttributeNames: { "#v": "version", "#a": "at", ...names },
        ExpressionAttributeValues: {
          ":v": { N: String(timer.version) },
          ":a": { S: timer.at },
          ...values,
        },
      }),
    ),
  );
};

/** A condition that does not hold is an answer, not a failure. */
const ifAllowed = <T>(call: () => Promise<T>): Promise<T | "refused"> =>
  calling("dynamodb", async () => {
    try {
      return await call();
    } catch (error) {
      if (errorNameOf(error) === "ConditionalCheckFailedException") return "refused";
      throw error;
    }
  });

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { allDone } from "#adapters/all-done";
import { type Dynamo, questionsTo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { ordinaryPatience, type Patience } from "#adapters/aws/dynamo-patience";
import type { Item } from "#adapters/aws/items";
import {
  itemOf,
  keyOf,
  planIn,
  placeOf,
  secondsOf,
  shelves,
  timerIn,
  type TimerTable,
} from "#adapters/aws/timer-items";
import { inOrder, type Plan, type TimerRows } from "#adapters/aws/timer-plan";
import type { Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/**
 * Timers in DynamoDB: one row per stream, its tenant first in the key.
 *
 * The index orders those that wait by time, for all tenants at once; only who sweeps may read it. It is a moment behind: a
 * timer may come late, and may come once more after it was finished.
 */
export const createTimerRows = (
  client: DynamoDBClient,
  table: TimerTable,
  patience: Partial<Patience> = {},
): TimerRows => {
  const dynamo = questionsTo(client, { ...ordinaryPatience, ...patience });
  const { index } = table;
  return {
    put: async (plan, state, forgetAt, now) => {
      const replaced = await ifAllowed(
        dynamo.put({
          TableName: table.name,
          Item: itemOf(table, plan, state, forgetAt),
          ...unlessPlanned(plan, now),
          ReturnValues: "ALL_OLD",
        }),
      );
      return replaced === "refused" ? "stale" : { before: planIn(plan, replaced.Attributes) };
    },

    get: async (tenant, stream) => {
      const { Item } = await dynamo.get({
        TableName: table.name,
        Key: keyOf(table, { tenant, stream }),
        ConsistentRead: true,
      });
      return planIn({ tenant, stream }, Item);
    },

    waiting: (by, limit) => earliest(dynamo, table, { by, limit }),

    mark: (timer, state) => {
      const { [index.partition]: p = noText, [index.sort]: s = noText } = placeOf(table, timer);
      return changeStanding(dynamo, table, timer, {
        change: state === "waiting" ? "SET #p = :p, #s = :s" : "REMOVE #p, #s",
        names: { "#p": index.partition, "#s": index.sort },
        values: state === "waiting" ? { ":p": p, ":s": s } : {},
      });
    },

    finish: (timer, forgetAt) =>
      changeStanding(dynamo, table, timer, {
        change: "SET #e = :e REMOVE #a, #p, #s",
        names: { "#e": table.expiry, "#p": index.partition, "#s": index.sort },
        values: { ":e": secondsOf(forgetAt) },
      }),
  };
};

const unlessPlanned = ({ at, version }: Plan, now: Instant) => ({
  ConditionExpression:
    "attribute_not_exists(#v) OR #v < :v OR (#v = :v AND (attribute_not_exists(#a) OR #a <= :now OR #a >= :a))",
  ExpressionAttributeNames: { "#v": "version", "#a": "at" },
  // Whoever takes the time away may always.
  ExpressionAttributeValues: {
    ":v": { N: String(version) },
    ":a": { S: at ?? "" },
    ":now": { S: now },
  },
});

const noText = { S: "" };

type Wish = {
  readonly by: Instant;
  readonly limit: number;
};

const earliest = async (
  dynamo: Pick<Dynamo, "query">,
  table: TimerTable,
  { by, limit }: Wish,
): Promise<readonly Timer[]> => {
  const onShelf = async (shelf: string): Promise<readonly Timer[]> => {
    const { Items = [] } = await dynamo.query({
      TableName: table.name,
      IndexName: table.index.name,
      KeyConditionExpression: "#p = :p AND #s < :by",
      ExpressionAttributeNames: { "#p": table.index.partition, "#s": table.index.sort },
      // "!" comes after the space that ends a time: everything of that very moment is in.
      ExpressionAttributeValues: { ":p": { S: shelf }, ":by": { S: `${by}!` } },
      Limit: limit,
    });
    return Items.map((item) => timerIn(table, item));
  };
  const found = await allDone(shelves.map(onShelf));
  return found.flat().toSorted(inOrder).slice(0, limit);
};

type Change = {
  readonly change: string;
  readonly names: Record<string, string>;
  readonly values: Item;
};

/** Of this very plan, and of no other: where it has been replaced, nothing is changed. */
const changeStanding = async (
  dynamo: Pick<Dynamo, "update">,
  table: TimerTable,
  timer: Timer,
  { change, names, values }: Change,
): Promise<void> => {
  await ifAllowed(
    dynamo.update({
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
  );
};

/** A condition that does not hold is an answer, not a failure. */
const ifAllowed = async <T>(asked: Promise<T>): Promise<T | "refused"> => {
  try {
    return await asked;
  } catch (error) {
    if (isConditionFailed(error)) return "refused";
    throw error;
  }
};

import type { CreateTableCommandInput, QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { conditionIn } from "#test/simulation/aws/conditions";
import type { Keys, Weather } from "#test/simulation/aws/table";
import {
  type Changed,
  createTables,
  givenIn,
  partitionIn,
  placeOf,
  type Tables,
} from "#test/simulation/aws/tables";
import { invalid, type Item, refused } from "#test/simulation/aws/values";
import { type Transaction, type Write, writeAll, writeOne } from "#test/simulation/aws/writes";

export type MemoryDynamo = {
  /** One question as the SDK's client asks it, by the name of its command without `Command`. */
  readonly ask: (command: string, input: object) => object;
};

/**
 * DynamoDB in memory, as far as the adapters ask it, and as strict: what it does not know it refuses, and what the real
 * one would refuse as well. The contract suites of the adapters run over it.
 */
export const createMemoryDynamo = (
  shapes: readonly CreateTableCommandInput[],
  weather: Weather,
  onChange: (changed: Changed) => void = () => {},
): MemoryDynamo => {
  const tables = createTables(shapes, weather, onChange);
  const tokens = new Set<string>();
  const one = (write: Write): object => writeOne(tables, write);
  const answers: Readonly<Record<string, (input: never) => object>> = {
    GetItem: ({ TableName: name, Key: key, ConsistentRead: isStrong = false }: Get) => {
      const item = tables.of(name).get(key, isStrong);
      return item === null ? {} : { Item: item };
    },
    PutItem: one,
    UpdateItem: one,
    DeleteItem: one,
    Query: (asked: QueryCommandInput) => query(tables, asked),
    BatchGetItem: (asked: BatchGet) => getBatch(tables, asked),
    BatchWriteItem: (asked: BatchWrite) => deleteBatch(tables, asked),
    TransactWriteItems: (asked: Transaction) => writeAll(tables, tokens, asked),
  };
  return {
    ask: (command, input) => {
      const answer = answers[command];
      if (answer === undefined) throw refused("UnknownOperationException", command);
      return answer(input as never);
    },
  };
};

type Get = { readonly TableName: string; readonly Key: Item; readonly ConsistentRead?: boolean };

export type BatchGet = {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>
  >;
};

/** The adapters only delete in batches. */
export type BatchWrite = {
  readonly RequestItems: Readonly<
    Record<string, readonly { readonly DeleteRequest: { readonly Key: Item } }[]>
  >;
};

const query = (tables: Tables, asked: QueryCommandInput): object => {
  const { TableName: name, IndexName: index = null, KeyConditionExpression: text = "" } = asked;
  const given = givenIn(asked);
  const keysOf = (of: string | null): Keys => tables.keysOf(name, of);
  const { items, last } = tables.of(name).query({
    index,
    keysOf,
    partition: partitionIn(text, given, keysOf(index).partition),
    holds: (item) => conditionIn(text)(item, given),
    ...wayOf(asked),
  });
  const { FilterExpression: filter, Select: select } = asked;
  const kept =
    filter === undefined ? items : items.filter((item) => conditionIn(filter)(item, given));
  const shown = index === null ? kept : kept.map((item) => keysAlone(item, keysOf, index));
  const found = select === "COUNT" ? {} : { Items: shown };
  return { ...found, Count: kept.length, ...(last !== null && { LastEvaluatedKey: last }) };
};

const wayOf = (asked: QueryCommandInput) => {
  const { ConsistentRead: isStrong = false, ExclusiveStartKey: after = null } = asked;
  if (asked.IndexName !== undefined && isStrong)
    throw invalid("Consistent reads are not supported on global secondary indexes");
  const { ScanIndexForward: isForward = true, Limit: limit = Number.POSITIVE_INFINITY } = asked;
  return { isStrong, after, isForward, limit };
};

/** Every index of ours bears the keys and nothing else. */
const keysAlone = (item: Item, keysOf: (of: string | null) => Keys, index: string): Item => {
  const names = [keysOf(index), keysOf(null)].flatMap(({ partition, sort }) => [partition, sort]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
};

const getBatch = (tables: Tables, { RequestItems: wanted }: BatchGet): object => ({
  Responses: Object.fromEntries(
    Object.entries(wanted).map(([name, { Keys: keys, ConsistentRead: isStrong = false }]) => {
      checkBatch(tables, { name, keys, most: 100 });
      const found = keys.map((key) => tables.of(name).get(key, isStrong));
      return [name, found.filter((item) => item !== null)];
    }),
  ),
});

const deleteBatch = (tables: Tables, { RequestItems: wanted }: BatchWrite): object => {
  for (const [name, requests] of Object.entries(wanted)) {
    const keys = requests.map(({ DeleteRequest: { Key: key } }) => key);
    checkBatch(tables, { name, keys, most: 25 });
    for (const key of keys) writeOne(tables, { TableName: name, Key: key });
  }
  return {};
};

type Batch = { readonly name: string; readonly keys: readonly Item[]; readonly most: number };

const checkBatch = (tables: Tables, { name, keys, most }: Batch): void => {
  const places = new Set(keys.map((key) => placeOf(name, key, tables.of(name).keys)));
  if (places.size < keys.length) throw invalid("Provided list of item keys contains duplicates");
  if (keys.length === 0 || keys.length > most) throw invalid(`A batch of ${keys.length} keys`);
};

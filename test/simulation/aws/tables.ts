import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { type Given, nameIn, valueIn, wordsOf } from "#test/simulation/aws/conditions";
import {
  createTable,
  type Keys,
  keysIn,
  type Table,
  type Weather,
} from "#test/simulation/aws/table";
import { invalid, type Item, refused } from "#test/simulation/aws/values";

/** What was changed where, for whoever looks on. */
export type Changed = {
  readonly table: string;
  readonly before: Item | null;
  readonly after: Item | null;
};

export type Tables = {
  readonly of: (name: string | undefined) => Table;
  readonly keysOf: (name: string | undefined, index: string | null) => Keys;
  readonly onChange: (changed: Changed) => void;
};

export const createTables = (
  shapes: readonly CreateTableCommandInput[],
  weather: Weather,
  onChange: (changed: Changed) => void,
): Tables => {
  const tables = new Map(shapes.map((one) => [one.TableName ?? "", createTable(one, weather)]));
  const indexes = new Map(shapes.map((one) => [one.TableName ?? "", one.GlobalSecondaryIndexes]));
  const of: Tables["of"] = (name = "") => {
    const table = tables.get(name);
    if (table === undefined) throw refused("ResourceNotFoundException", `No table ${name}`);
    return table;
  };
  return {
    of,
    onChange,
    keysOf: (name = "", index) => {
      if (index === null) return of(name).keys;
      const known = indexes.get(name)?.find(({ IndexName }) => IndexName === index);
      if (known === undefined) throw invalid(`The table does not have the index ${index}`);
      return keysIn(known.KeySchema);
    },
  };
};

/** What expressions a question may bear. */
export type Asked = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
};

/** Whatever is given and never used is refused, as it is out there. */
export const givenIn = (asked: Asked): Given => {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = asked;
  const given = [...Object.keys(names), ...Object.keys(values)];
  if (given.length === 0) return { names, values };
  const { ConditionExpression: condition, UpdateExpression: update } = asked;
  const { KeyConditionExpression: key, FilterExpression: filter } = asked;
  const texts = [condition, update, key, filter, asked.ProjectionExpression];
  const words = new Set(texts.flatMap((text) => (text === undefined ? [] : wordsOf(text))));
  const idle = given.find((name) => !words.has(name));
  if (idle !== undefined) throw invalid(`A name or value is not used in expressions: ${idle}`);
  return { names, values };
};

/** The one partition that a query is about. */
export const partitionIn = (text: string, given: Given, name: string) => {
  const words = wordsOf(text);
  const at = words.findIndex(
    (word, index) =>
      /^[#A-Za-z]/.test(word) && words[index + 1] === "=" && nameIn(given, word) === name,
  );
  if (at < 0) throw invalid(`Query condition missed key schema element: ${name}`);
  return valueIn(given, words[at + 2] ?? "");
};

/** Where an item stands, as a text. */
export const placeOf = (name: string | undefined, key: Item, { partition, sort }: Keys): string =>
  JSON.stringify([name, key[partition], sort === null ? null : key[sort]]);

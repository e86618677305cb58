import type { AttributeValue, CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { compared, invalid, type Item } from "#test/simulation/aws/values";

/** What a database may do that nobody has asked for. */
export type Weather = {
  readonly nowMs: () => number;
  /** Whether a read that need not be strong shows what stood there a moment ago. */
  readonly isStale: () => boolean;
  /** How long the indexes are behind what is written now. */
  readonly indexLagMs: () => number;
  /** A page may end long before its limit. */
  readonly mostInAPage: () => number;
};

export const fairWeather = (nowMs: () => number): Weather => ({
  nowMs,
  isStale: () => false,
  indexLagMs: () => 0,
  mostInAPage: () => Number.POSITIVE_INFINITY,
});

export type Keys = { readonly partition: string; readonly sort: string | null };

export type Table = {
  readonly keys: Keys;
  readonly get: (key: Item, isStrong: boolean) => Item | null;
  readonly put: (key: Item, item: Item | null) => void;
  readonly query: (wish: Wish) => { readonly items: readonly Item[]; readonly last: Item | null };
};

export type Wish = {
  readonly index: string | null;
  readonly partition: AttributeValue;
  readonly holds: (item: Item) => boolean;
  readonly isForward: boolean;
  readonly isStrong: boolean;
  readonly limit: number;
  readonly after: Item | null;
  readonly keysOf: (index: string | null) => Keys;
};

type Row = {
  readonly key: Item;
  now: Item | null;
  /** What stood there before the last change, and when that was. */
  before: Item | null;
  changedMs: number;
  /** What the indexes show until they know better. */
  indexed: Item | null;
  indexedUntilMs: number;
};

/** So long an eventual read may be behind. */
const momentMs = 60_000;

/** One table in memory: items by their keys, and what indexes and weak reads make of them. */
export const createTable = (shape: CreateTableCommandInput, weather: Weather): Table => {
  const keys = keysIn(shape.KeySchema);
  const partitions = new Map<string, Map<string, Row>>();
  const rowsOf = (partition: string): Map<string, Row> => {
    const rows = partitions.get(partition) ?? new Map<string, Row>();
    partitions.set(partition, rows);
    return rows;
  };
  const placeIn = (key: Item): readonly [string, string] => [
    textOf(key, keys.partition),
    keys.sort === null ? "" : textOf(key, keys.sort),
  ];
  const weak = ({ now, before, changedMs }: Row): Item | null =>
    weather.nowMs() - changedMs < momentMs && weather.isStale() ? before : now;
  const indexed = (row: Row): Item | null =>
    weather.nowMs() < row.indexedUntilMs ? row.indexed : row.now;

  return {
    keys,
    get: (key, isStrong) => {
      const [partition, sort] = placeIn(key);
      const row = rowsOf(partition).get(sort);
      if (row === undefined) return null;
      return isStrong ? row.now : weak(row);
    },
    put: (key, item) => {
      const [partition, sort] = placeIn(key);
      const row = rowsOf(partition).get(sort) ?? emptyRow(key);
      rowsOf(partition).set(sort, row);
      const nowMs = weather.nowMs();
      const lagMs = weather.indexLagMs();
      if (nowMs >= row.indexedUntilMs) row.indexed = row.now;
      row.indexedUntilMs = Math.max(row.indexedUntilMs, nowMs + lagMs);
      row.before = row.now;
      row.changedMs = nowMs;
      row.now = item;
    },
    query: (wish) => {
      const rows =
        wish.index === null
          ? [...rowsOf(wish.partition.S ?? "").values()]
          : [...partitions.values()].flatMap((some) => [...some.values()]);
      const see = wish.index !== null ? indexed : wish.isStrong ? ({ now }: Row) => now : weak;
      return pageOf(wish, rows.map(see), weather.mostInAPage());
    },
  };
};

const pageOf = (wish: Wish, seen: readonly (Item | null)[], most: number) => {
  const { partition, sort } = wish.keysOf(wish.index);
  const own = wish.keysOf(null);
  const order = (one: Item, other: Item): number => {
    const by = (name: string | null): number =>
      name === null ? 0 : (compared(one[name] ?? nothing, other[name] ?? nothing) ?? 0);
    const found = by(sort) || by(own.partition) || by(own.sort);
    return wish.isForward ? found : -found;
  };
  const { after } = wish;
  const found = seen
    .filter((item) => item !== null)
    .filter((item) => compared(item[partition] ?? nothing, wish.partition) === 0)
    .filter((item) => (sort === null || item[sort] !== undefined) && wish.holds(item))
    .toSorted(order)
    .filter((item) => after === null || order(item, after) > 0);
  const size = Math.min(wish.limit, most);
  const items = found.slice(0, size);
  const last = items.at(-1);
  // As many as were asked for: whether more follow is not looked at.
  if (last === undefined || items.length < size) return { items, last: null };
  const named = [partition, sort, own.partition, own.sort].filter((name) => name !== null);
  return { items, last: Object.fromEntries(named.map((name) => [name, last[name] ?? nothing])) };
};

const nothing: AttributeValue = { S: "" };

const emptyRow = (key: Item): Row => ({
  key,
  now: null,
  before: null,
  changedMs: Number.NEGATIVE_INFINITY,
  indexed: null,
  indexedUntilMs: Number.NEGATIVE_INFINITY,
});

export const keysIn = (schema: CreateTableCommandInput["KeySchema"]): Keys => ({
  partition: schema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "",
  sort: schema?.find(({ KeyType }) => KeyType === "RANGE")?.AttributeName ?? null,
});

/** No part of a key may be missing or empty. */
const textOf = (key: Item, name: string): string => {
  const value = key[name];
  const text = value?.S ?? value?.N ?? "";
  if (text === "") throw invalid(`The key attribute ${name} is missing or empty`);
  return text;
};

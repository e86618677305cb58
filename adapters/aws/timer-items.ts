import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Item, keyOf as partitionOf } from "#adapters/aws/items";
import type { Plan, TimerState } from "#adapters/aws/timer-plan";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { as } from "#core/kernel/ids";
import { epochMs, type Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/**
 * Where the rows are. Both keys of the table and of the index are texts; the index may bear the keys alone.
 * `expiry` is the attribute by which the table forgets.
 */
export type TimerTable = {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly expiry: string;
  readonly index: { readonly name: string; readonly partition: string; readonly sort: string };
};

export const keyOf = (table: TimerTable, { tenant, stream }: Pick<Timer, "tenant" | "stream">) => ({
  [table.partition]: { S: partitionOf(tenant, shelf) },
  [table.sort]: { S: stream },
});

/** Only what waits is in the index, for each place in it is paid like a row. A plan without a time is forgotten one day. */
export const itemOf = (
  table: TimerTable,
  { at, ...plan }: Plan,
  state: TimerState,
  forgetAt: Instant,
): Item => ({
  ...keyOf(table, plan),
  version: { N: String(plan.version) },
  ...(at === null
    ? { [table.expiry]: secondsOf(forgetAt) }
    : { at: { S: at }, ...(state === "waiting" && placeOf(table, { ...plan, at })) }),
});

/** Where the sweeper finds it. */
export const placeOf = (table: TimerTable, timer: Timer): Item => ({
  [table.index.partition]: shelfOf(timer),
  [table.index.sort]: { S: `${timer.at} ${timer.version}` },
});

/** The partitions of the index. Few enough to be asked all at once, enough that none grows hot. */
export const shelves = [0, 1, 2, 3].map((shard) => `timers#waiting#${shard}`);

const shelfOf = ({ tenant, stream }: Timer): AttributeValue => {
  const chance = Number.parseInt(sha256Hex(canonical([tenant, stream])).slice(0, 4), 16);
  return { S: shelves[chance % shelves.length] ?? "" };
};

export const timerIn = (table: TimerTable, item: Item): Timer => {
  const [at = "", version = ""] = textIn(item, table.index.sort).split(" ");
  return {
    tenant: as(textIn(item, table.partition).slice(0, -`#${shelf}`.length)),
    stream: as(textIn(item, table.sort)),
    at: at as Instant,
    version: Number(version),
  };
};

export const planIn = (
  { tenant, stream }: Pick<Timer, "tenant" | "stream">,
  item: Item | undefined,
): Plan | null => {
  if (item === undefined) return null;
  const at = item["at"]?.S;
  const version = Number(item["version"]?.N);
  return { tenant, stream, at: at === undefined ? null : (at as Instant), version };
};

export const secondsOf = (instant: Instant): AttributeValue => ({
  N: String(Math.ceil(epochMs(instant) / 1_000)),
});

const shelf = "timer";

const textIn = (item: Item, name: string): string => item[name]?.S ?? "";

import type { TenantId } from "#core/kernel/ids";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";
import type { Deps } from "#functions/deps";
import type { Cloud } from "#test/simulation/aws/cloud";
import type { AwsParts } from "#test/simulation/aws/parts";
import { noteBuried } from "#test/simulation/aws/put-aside";
import { createQueueSource } from "#test/simulation/aws/queue-source";
import type { Schedule } from "#test/simulation/aws/scheduler";
import { tables } from "#test/simulation/aws/services";
import { lookSoon, type Source, sourceOf } from "#test/simulation/aws/stream-reader";
import type { StreamShard } from "#test/simulation/aws/streams";
import type { Changed } from "#test/simulation/aws/tables";
import type { Item } from "#test/simulation/aws/values";
import { readOn } from "#test/simulation/aws/feed-reader";
import type { Hosts } from "#test/simulation/hosts";
import type { Platform } from "#test/simulation/platform";
import type { Universe } from "#test/simulation/universe";

/** What AWS does around the functions: reads the table's stream, rings schedules, and calls who reads a queue. */
export const createAwsPlatform = (universe: Universe, hosts: Hosts, cloud: Cloud): Platform => {
  const { world } = universe;
  const parts: AwsParts = { universe, hosts, cloud, dice: world.chance.dice("platform") };
  const sources: Source[] = [];
  const open = (shard: StreamShard): void =>
    void sources.push(sourceOf("react", shard), sourceOf("project", shard));
  for (const shard of cloud.services.streams.shards) open(shard);
  const queues = createQueueSource(parts);
  const sweep = (): void =>
    hosts.invoke(
      { role: "sweep", tenant: null, timeoutMs: 300_000 },
      () => cloud.call("sweep", {}),
      ({ kind }) => {
        // One business may be passed over for what goes wrong with it.
        if (kind !== "done" || !world.isHealed()) return;
        for (const { id } of universe.tenants) universe.watch?.onSwept(id);
      },
    );

  cloud.told.onWrite = (changed) => {
    if (changed.table === tables.commits && changed.after !== null)
      push(parts, { sources, open, item: changed.after });
    sweepInTime(parts, changed, sweep);
  };
  cloud.told.onQueue = (name) => queues.lookSoon(name);
  cloud.told.onSchedule = (now, was) => planRing(parts, now, was);
  listenToDead(parts);

  return {
    shards: sources,
    // Lists are folded anew beside him.
    stopFolding: () => () => {},
    giveBack: () => {
      for (const { id } of universe.tenants) giveAllBack(parts, id, 1);
    },
    sweepAll: () => {
      sweep();
      for (const { id } of universe.tenants) readOn(parts, id);
      hosts.invoke({ role: "night", tenant: null, timeoutMs: 840_000 }, () =>
        cloud.call("night", {}),
      );
    },
  };
};

type Pushed = {
  readonly sources: readonly Source[];
  readonly open: (shard: StreamShard) => void;
  readonly item: Item;
};

const push = (parts: AwsParts, { sources, open, item }: Pushed): void => {
  const { world } = parts.universe;
  const { streams } = parts.cloud.services;
  const { shard } = streams.push(item);
  const readers = sources.filter((one) => one.shard === shard);
  const { kept } = shard;
  const [older, newer] = kept.slice(-2);
  // Only records of one item have an order; nobody may have begun with these.
  const isFree = readers.every(({ until }) => until <= kept.length - 2);
  if (older !== undefined && newer !== undefined && isFree && world.strikes("feed.reordered"))
    kept.splice(-2, 2, newer, older);
  for (const source of readers) lookSoon(parts, source);
  // The child is read although its parent has not been read to its end.
  if (world.strikes("feed.shard_split")) open(streams.split(shard));
};

const horizonMs = 48 * 3_600_000;

/** The sweeper rings every minute; here it does when there is something to bring to the Scheduler. */
const sweepInTime = (parts: AwsParts, { table, after }: Changed, sweep: () => void): void => {
  if (table !== tables.views || after === null || !isWaiting(after)) return;
  const { world } = parts.universe;
  const inMs = epochMs(after["at"]?.S as Instant) - horizonMs - world.nowMs();
  world.plan(Math.max(0, inMs) + 60_000 * (1 + parts.dice()), () => {
    const { pk = none, sk = none } = after;
    const wanted = { TableName: tables.views, Key: { pk, sk }, ConsistentRead: true };
    const { Item: now = {} } = parts.cloud.services.plain.dynamo("GetItem", wanted) as {
      readonly Item?: Item;
    };
    if (!isWaiting(now) || now["due"]?.S !== after["due"]?.S) return;
    sweep();
    sweepInTime(parts, { table, before: null, after }, sweep);
  });
};

const isWaiting = (row: Item): boolean => row["timers"]?.S?.startsWith("timers#waiting#") === true;

const none = { S: "" };

const planRing = (parts: AwsParts, schedule: Schedule, was: Schedule | null): void => {
  const { universe, cloud, dice } = parts;
  const { world } = universe;
  const { scheduler } = cloud.services;
  const inMs = schedule.atMs - world.nowMs();
  if (was !== null && world.strikes("timer.after_deletion"))
    world.plan(was.atMs - world.nowMs() + dice() * 60_000, () => ring(parts, was));
  const isLost = world.strikes("timer.lost");
  // Within its minute, if all is well.
  const lateMs = world.strikes("timer.late") ? dice() ** 2 * 6 * 3_600_000 : dice() * 60_000;
  world.plan(inMs + lateMs, () => {
    if (!scheduler.stands(schedule)) return;
    scheduler.complete(schedule);
    if (!isLost) ring(parts, schedule);
  });
  if (world.strikes("timer.twice"))
    world.plan(inMs + dice() * 300_000, () => ring(parts, schedule));
};

const ring = ({ cloud }: AwsParts, { input }: Schedule): void =>
  void cloud.services.sqs.ask("SendMessage", { QueueUrl: "/aro-sim-wakes", MessageBody: input });

const listenToDead = ({ universe, cloud }: AwsParts): void => {
  cloud.services.sqs.onBuried((name, text) => noteBuried(universe, name, text));
};

const mostTries = 8;

/** Whoever looks at the letters gives all of them back, and looks again where that fails. */
const giveAllBack = (parts: AwsParts, tenant: TenantId, tries: number): void =>
  parts.hosts.invoke(
    { role: "letters", tenant },
    (deps) => replayAll(parts, deps, tenant),
    ({ kind }) => {
      if (kind === "done" || tries >= mostTries) return;
      parts.universe.world.plan(60_000, () => giveAllBack(parts, tenant, tries + 1));
    },
  );

const replayAll = async (
  { universe: { world } }: AwsParts,
  { deadLetters }: Deps,
  tenant: TenantId,
): Promise<void> => {
  const letters = await deadLetters.list(tenant, { isArchived: false, after: 0, limit: 100 });
  for (const { id: letter } of letters) {
    const key = `again ${letter} ${fromEpochMs(world.nowMs())}`;
    const { outcome } = await deadLetters.replay({ tenant, letter, key });
    world.count(`letter ${outcome}`);
  }
};

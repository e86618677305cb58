import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { type TableNames, tableInputs, tableNames } from "#adapters/aws/tables";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import { createMemoryDynamo } from "#test/simulation/aws/dynamo";
import { createMemoryKms } from "#test/simulation/aws/kms";
import { createMemoryScheduler, type Schedule } from "#test/simulation/aws/scheduler";
import { withTimersIndex } from "#test/simulation/aws/shapes";
import { createMemorySqs } from "#test/simulation/aws/sqs";
import { createStreams } from "#test/simulation/aws/streams";
import type { Weather } from "#test/simulation/aws/table";
import type { Changed } from "#test/simulation/aws/tables";
import { refused } from "#test/simulation/aws/values";
import { calls } from "#test/simulation/aws/wire";
import { personMark } from "#test/simulation/tenants";
import type { Universe } from "#test/simulation/universe";
import type { World } from "#test/simulation/world";

/** What somebody wants to be told of AWS by itself. */
export type Told = {
  onWrite: (changed: Changed) => void;
  onQueue: (name: string) => void;
  onSchedule: (now: Schedule, was: Schedule | null) => void;
};

export const tables: TableNames = tableNames("aro-sim");
export const mostReceived = 8;

/** AWS as one world has it, before anything goes wrong on the way there. */
export const createServices = (universe: Universe, told: Told) => {
  const { world } = universe;
  const disabled = { kms: false };
  const lag = world.chance.dice("queues");
  const streams = createStreams(world);
  const dynamo = createMemoryDynamo(
    tableInputs(tables).map((one) => withTimersIndex(tables.views, one)),
    weatherOf(world),
    (changed) => {
      checkKeys(world, changed);
      told.onWrite(changed);
    },
  );
  const kms = createMemoryKms(world.seed);
  const sqs = createMemorySqs({
    nowMs: world.nowMs,
    maxReceiveCount: mostReceived,
    onChange: (name) => told.onQueue(name),
    lagMs: () => {
      if (world.strikes("queue.late")) return lag() ** 2 * 3 * 3_600_000;
      return world.strikes("queue.reordered") ? lag() * 120_000 : 0;
    },
  });
  const scheduler = createMemoryScheduler((now, was) => told.onSchedule(now, was));
  return {
    disabled,
    streams,
    sqs,
    scheduler,
    /** For who looks on, and whom nothing befalls. */
    plain: { dynamo: dynamo.ask, kms: kms.ask },
    answers: {
      dynamo: (command: string, input: object): object => {
        if (command === "Query") noteRead(universe, input as QueryCommandInput);
        return dynamo.ask(command, input);
      },
      kms: (command: string, input: object): object => {
        if (universe.down.keys) throw refused("KeyUnavailableException", "secret details");
        if (disabled.kms) throw refused("DisabledException", "secret details");
        return kms.ask(command, input);
      },
      sqs: (command: string, input: object): object => {
        checkText(universe, input);
        return sqs.ask(command, input);
      },
      scheduler: (command: string, input: object): object => {
        checkText(universe, input);
        return scheduler.ask(command, input);
      },
      streams: streams.ask,
    },
  };
};

export type Services = ReturnType<typeof createServices>;

const weatherOf = (world: World): Weather => {
  const dice = world.chance.dice("weather");
  return {
    nowMs: world.nowMs,
    isStale: () => world.strikes("dynamo.stale_read"),
    indexLagMs: () => (world.strikes("dynamo.index_late") ? dice() ** 2 * 600_000 : 0),
    mostInAPage: () =>
      world.strikes("dynamo.short_page") ? 1 + Math.floor(dice() * 2) : Number.POSITIVE_INFINITY,
  };
};

/** Which version of a stream an invocation has read last: whoever acts on it is held to that. */
const noteRead = ({ world, store }: Universe, asked: QueryCommandInput): void => {
  const invocation = calls.getStore();
  if (asked.TableName !== tables.commits || invocation === undefined) return;
  const place = asked.ExpressionAttributeValues?.[":pk"]?.S ?? "";
  const tenant = place.slice(0, place.indexOf("#"));
  const stream = place.slice(tenant.length + 1);
  const version = store.streamOf(as<TenantId>(tenant), as<StreamName>(stream))?.sealed.length ?? 0;
  invocation.reads.set(`${tenant} ${stream}`, { version, atMs: world.nowMs() });
};

const checkText = ({ world }: Universe, input: object): void => {
  const text = JSON.stringify(input);
  world.check("P1", !personMark.test(text), () => `a queue or schedule holds ${text}`);
};

const checkKeys = (world: World, { before, after }: Changed): void => {
  const { pk, sk } = after ?? before ?? {};
  const text = JSON.stringify([pk, sk]);
  world.check("P1", !personMark.test(text), () => `a key holds ${text}`);
};

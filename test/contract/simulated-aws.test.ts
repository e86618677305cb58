import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createKeyRecords } from "#adapters/aws/key-records";
import { createQueues } from "#adapters/aws/queues";
import { createSchedules } from "#adapters/aws/schedules";
import { commitFrom } from "#adapters/aws/event-store";
import { tableInputs, tableNames } from "#adapters/aws/tables";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { createTimers } from "#adapters/aws/timers";
import { createVault } from "#adapters/aws/vault";
import type { Commit } from "#core/kernel/message";
import { at, epochMs } from "#core/kernel/time";
import type { Feed } from "#core/ports/event-store";
import type { Queues } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import { breakersContract } from "#test/contract/breakers";
import type { Contract, MakeStage } from "#test/contract/contract";
import { cursorsContract } from "#test/contract/cursors";
import { endpointsContract } from "#test/contract/endpoints";
import { eventStoreContract } from "#test/contract/event-store";
import { feedContract } from "#test/contract/feed";
import { keyRecordsContract } from "#test/contract/key-records";
import { leasesContract } from "#test/contract/leases";
import { pacingContract } from "#test/contract/pacing";
import { queuesContract } from "#test/contract/queues";
import { timersContract } from "#test/contract/timers";
import { vaultContract } from "#test/contract/vault";
import { viewsContract } from "#test/contract/views";
import { clientOf } from "#test/simulation/aws/client";
import { createMemoryDynamo } from "#test/simulation/aws/dynamo";
import { createMemoryKms } from "#test/simulation/aws/kms";
import { createMemoryScheduler } from "#test/simulation/aws/scheduler";
import { createMemorySqs } from "#test/simulation/aws/sqs";
import { withTimersIndex } from "#test/simulation/aws/shapes";
import { fairWeather, type Weather } from "#test/simulation/aws/table";
import type { Changed } from "#test/simulation/aws/tables";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { watchedOver } from "#test/support/watched-timers";

const nine = at("2026-03-02T09:00:00Z");
const valued = { ExpressionAttributeValues: { ":a": { S: "a" } } };
const tables = tableNames("aro-sim");
const shapes = tableInputs(tables).map((one) => withTimersIndex(tables.views, one));

const dynamoClient = (weather: Weather, onChange?: (changed: Changed) => void): DynamoDBClient => {
  const dynamo = createMemoryDynamo(shapes, weather, onChange);
  return clientOf(async (command, input) => dynamo.ask(command, input));
};

/** Weak reads are behind, indexes are not, and no page holds more than two: an adapter has to bear that. */
const foul: Weather = { ...fairWeather(() => 0), isStale: () => true, mostInAPage: () => 2 };

describe.each([
  ["in fair weather", fairWeather(() => 0)],
  ["in foul weather", foul],
])("DynamoDB as the simulator has it, %s", (_, weather) => {
  const stage =
    <Port>(choose: (ports: AwsPorts) => Port): MakeStage<Port> =>
    async () => {
      const client = dynamoClient(weather);
      const ports = await awsPorts({ endpoint: "", client, tables });
      return { port: choose(ports), close: ports.close };
    };
  const name = "The simulator's DynamoDB";
  const keeps = <Port>(contract: Contract<Port>, choose: (ports: AwsPorts) => Port): void =>
    contract(name, stage(choose));

  keeps(eventStoreContract, (ports) => ports);
  keeps(cursorsContract, ({ cursors }) => cursors);
  keeps(viewsContract, ({ views }) => views);
  keeps(leasesContract, ({ leases }) => leases);
  keeps(pacingContract, ({ pacing }) => pacing);
  keeps(breakersContract, ({ breakers }) => breakers);
  keeps(keyRecordsContract, ({ keyRecords }) => keyRecords);
  // A door may be known as it was a moment ago, and says so.
  if (!weather.isStale())
    keeps(endpointsContract, ({ endpoints }) => ({ endpoints, put: endpoints.put }));

  feedContract(name, async () => {
    const fresh: Commit[] = [];
    const onChange = ({ table, after }: Changed): void => {
      if (table === tables.commits && after !== null) fresh.push(commitFrom(after));
    };
    const client = dynamoClient(weather, onChange);
    const ports = await awsPorts({ endpoint: "", client, tables });
    const feed: Feed = {
      after: async (...wanted) => {
        await ports.sequencer.sequence(fresh.splice(0));
        return ports.feed.after(...wanted);
      },
    };
    return { port: { store: ports.store, feed }, close: ports.close };
  });
});

describe("the others as the simulator has them", () => {
  vaultContract("The simulator's KMS", () => {
    const kms = createMemoryKms(1);
    const ports = awsPorts({ endpoint: "", client: dynamoClient(fairWeather(() => 0)), tables });
    return ports.then(({ dynamo, close }) => ({
      close,
      port: createVault({
        kms: clientOf<KMSClient>(async (command, input) => kms.ask(command, input)),
        keyId: "alias/aro",
        records: createKeyRecords(dynamo),
        clock: { now: () => nine },
        metrics: { count: () => undefined },
      }),
    }));
  });

  queuesContract("The simulator's SQS", () => {
    let now = nine;
    const rules = { visibilityMs: 60_000, maxAttempts: 8 };
    const sqs = createMemorySqs({ nowMs: () => epochMs(now), maxReceiveCount: 8 });
    const queues = createQueues({
      sqs: clientOf<SQSClient>(async (command, input) => sqs.ask(command, input)),
      clock: { now: () => now },
      placeOf: (queue) => ({ url: `/${queue}`, deadLetterUrl: `/${queue}-dead`, ...rules }),
    });
    const onTime: Queues = {
      ...queues,
      send: (message, when) => queues.send(message, (now = when)),
      receive: (queue, when, limit) => queues.receive(queue, (now = when), limit),
    };
    return { port: { queues: onTime, ...rules }, close: () => undefined };
  });

  timersContract("The simulator's Scheduler", () => {
    const scheduler = createMemoryScheduler(() => undefined);
    const client = dynamoClient(fairWeather(() => 0));
    const rows = createTimerRows(client, {
      name: tables.views,
      partition: "pk",
      sort: "sk",
      expiry: "expiresAt",
      index: { name: "timers", partition: "timers", sort: "due" },
    });
    const timers = createTimers({
      rows,
      schedules: createSchedules({
        scheduler: clientOf<SchedulerClient>(async (...asked) => scheduler.ask(...asked)),
        group: "aro-sim",
        queueArn: "arn:aws:sqs:us-east-1:000000000000:aro-sim-wakes",
        roleArn: "arn:aws:iam::000000000000:role/aro-sim-schedules",
        deadLetterArn: "arn:aws:sqs:us-east-1:000000000000:aro-sim-schedules-dead",
      }),
      queues: { send: async () => undefined },
      queue: "wakes",
      clock: { now: () => nine },
      tell: () => undefined,
    });
    const streams = new Map<string, Timer>();
    const plan = (timer: Timer) => {
      streams.set(`${timer.tenant} ${timer.stream}`, timer);
      return timers.plan(timer);
    };
    const planned = async (): Promise<readonly Timer[]> => {
      const plans = [...streams.values()].map(({ tenant, stream }) => rows.get(tenant, stream));
      return (await Promise.all(plans)).flatMap((one) =>
        one === null || one.at === null ? [] : [{ ...one, at: one.at }],
      );
    };
    return { close: () => undefined, port: watchedOver({ ...timers, plan }, planned) };
  });
});

describe("what the real database would refuse", () => {
  const dynamo = createMemoryDynamo(
    shapes,
    fairWeather(() => 0),
  );
  const TableName = tables.views;
  const Key = { pk: { S: "tenant-a#visits" }, sk: { S: "one" } };
  it.each([
    ["an empty key", "GetItem", { TableName, Key: { pk: { S: "" }, sk: { S: "one" } } }],
    ["a key that lacks its half", "GetItem", { TableName, Key: { pk: { S: "one" } } }],
    ["a table that there is not", "GetItem", { TableName: "none", Key }],
    ["a value that is nowhere used", "PutItem", { ...valued, TableName, Item: Key }],
    [
      "a word that it does not know",
      "PutItem",
      { TableName, Item: Key, ConditionExpression: "size(pk)" },
    ],
    ["a weighty item", "PutItem", { TableName, Item: { ...Key, a: { S: "x".repeat(410_000) } } }],
    [
      "a batch that names a key twice",
      "BatchGetItem",
      { RequestItems: { [TableName]: { Keys: [Key, Key] } } },
    ],
    [
      "a query without its partition",
      "Query",
      { TableName, KeyConditionExpression: "sk = :a", ...valued },
    ],
    [
      "a strong read of an index",
      "Query",
      {
        TableName,
        IndexName: "index1",
        ConsistentRead: true,
        KeyConditionExpression: "pk = :a",
        ...valued,
      },
    ],
  ])("is refused here, too: %s", (_, command, input) => {
    expect(() => dynamo.ask(command, input)).toThrow(/./);
  });
});

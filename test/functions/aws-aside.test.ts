import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createDynamo } from "#adapters/aws/dynamo";
import { createLetterRows } from "#adapters/aws/letter-rows";
import { tableNames } from "#adapters/aws/tables";
import { awsFailure } from "#adapters/aws/failures";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";
import { poisonAside, unreadableAside } from "#functions/aws-aside";
import type { Around } from "#functions/aws-around";
import { queuesOnAws } from "#functions/aws-queues";
import { groundFrom } from "#functions/env-ground";
import type { Deps } from "#functions/deps";
import { remembering } from "#test/support/aws-door";
import { wireCredentials } from "#test/support/wire-kms";

const commit = (version: number): Commit =>
  ({
    tenant: "riverside",
    stream: "appointment/x",
    version,
    cause: { correlationId: "story-0001" },
    events: [],
  }) as unknown as Commit;

describe("a commit that cannot be taken", () => {
  const remembered = remembering();
  let sent: QueueMessage[];
  let taken: number[];
  let failing: () => Error | null;
  let deps: Deps;
  let take: (commits: readonly Commit[]) => Promise<void>;
  beforeEach(() => {
    remembered.lines.length = 0;
    sent = [];
    taken = [];
    failing = () => new RangeError("poison");
    deps = {
      ...remembered,
      clock: { now: () => at("2026-03-02T15:00:00Z") },
      queues: { send: async (message: QueueMessage) => void sent.push(message) },
    } as unknown as Deps;
    take = poisonAside("react", () => async ([one]) => {
      const error = one?.version === 2 ? failing() : null;
      if (error !== null) throw error;
      taken.push(one?.version ?? 0);
    })(deps);
  });
  const batch = [1, 2, 3].map(commit);
  const triesOf = async (times: number): Promise<readonly string[]> => {
    const ends: string[] = [];
    for (let time = 1; time <= times; time++)
      ends.push(
        await take(batch).then(
          () => "done",
          (error: Error) => error.name,
        ),
      );
    return ends;
  };

  it("for a reason of its own comes again four times, and is then put aside; the rest goes on", async () => {
    expect(await triesOf(5)).toEqual([...Array<string>(4).fill("RangeError"), "done"]);
    expect(sent).toEqual([
      {
        tenant: "riverside",
        queue: "parked-react",
        body: { stream: "appointment/x", version: 2, why: "RangeError" },
      },
    ]);
    expect(taken).toEqual([1, 1, 1, 1, 1, 3]);
    expect(remembered.lines).toEqual([
      "error feed.parked reader=react tenant=riverside stream=appointment/x version=2 correlationId=story-0001 why=RangeError",
    ]);
  });

  it("is one letter, however often it comes along with what is tried again behind it", async () => {
    await triesOf(15);
    expect(sent).toHaveLength(1);
  });

  it("because AWS fails is never put aside, however often it comes", async () => {
    failing = () => awsFailure("kms", "denied", "AccessDeniedException");
    expect(await triesOf(20)).toEqual(Array<string>(20).fill("kms_denied"));
    expect(sent).toEqual([]);
  });

  it.each([
    [
      "a database refuses what it is to write",
      awsFailure("dynamodb", "refused", "ValidationException"),
    ],
    ["its customer's own key does not open", awsFailure("vault", "unusable", "a wrapped key")],
  ])("because %s is poison like any other: asking again changes nothing", async (_, failure) => {
    failing = () => failure;
    expect(await triesOf(5)).toEqual([...Array<string>(4).fill(failure.name), "done"]);
    expect(sent).toMatchObject([{ body: { version: 2, why: failure.name } }]);
    expect(taken).toEqual([1, 1, 1, 1, 1, 3]);
  });

  it("is remembered with so many others, and no more: the first of very many is a second letter", async () => {
    const few = poisonAside("react", () => () => Promise.reject(new RangeError("poison")), 8)(deps);
    const park = async (version: number): Promise<void> => {
      for (let time = 1; time <= 5; time++) await few([commit(version)]).catch(() => undefined);
    };
    for (let version = 1; version <= 20; version++) await park(version);
    await park(20);
    expect(sent).toHaveLength(20);
    await park(1);
    expect(sent).toHaveLength(21);
  });

  it("and then can is none any more: its tries are counted anew", async () => {
    await triesOf(4);
    failing = () => null;
    await triesOf(1);
    failing = () => new RangeError("poison");
    await triesOf(4);
    expect(sent).toEqual([]);
  });
});

it("a record that nobody can read is remembered with so many others, and no more", async () => {
  const sent: QueueMessage[] = [];
  const deps = {
    ...remembering(),
    clock: { now: () => at("2026-03-02T15:00:00Z") },
    queues: { send: async (message: QueueMessage) => void sent.push(message) },
  } as unknown as Deps;
  const aside = unreadableAside("project", 8);
  const put = (version: number) =>
    aside(deps, { sequence: "1", place: { tenant: as("riverside"), stream: as("a/x"), version } });
  for (let version = 1; version <= 20; version++) await put(version);
  expect([await put(20), sent.length]).toEqual([true, 20]);
  expect([await put(1), sent.length]).toEqual([true, 21]);
});

it("is put where the shard's own dead letters lie: that alarm rings for it, too", async () => {
  const sqs = new SQSClient({ region: "us-east-1", credentials: wireCredentials });
  const wire = mockClient(sqs);
  wire.on(SendMessageCommand).resolves({});
  const ground = groundFrom({
    ARO_TABLE_VIEWS: "aro-test-views",
    ARO_QUEUE_WAKES_ARN: "arn:aws:sqs:us-east-1:000000000000:aro-test-wakes",
  });
  const now = at("2026-03-02T15:00:00Z");
  const dynamo = new DynamoDBClient({ region: "us-east-1", credentials: wireCredentials });
  const clients = { dynamo, sqs } as unknown as Around["clients"];
  const { queues } = queuesOnAws(
    { ground, clock: { now: () => now }, clients },
    remembering(),
    createLetterRows(createDynamo({ client: dynamo, tables: tableNames("aro-test") })),
  ).ports;
  await queues.send(
    { tenant: as("riverside"), queue: "parked-react", body: { stream: "a/x", version: 2 } },
    now,
  );
  expect(wire.commandCalls(SendMessageCommand)[0]?.args[0].input.QueueUrl).toBe(
    "https://sqs.us-east-1.amazonaws.com/000000000000/aro-test-react-dead",
  );
});

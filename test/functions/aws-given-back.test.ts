import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packed } from "#adapters/aws/items";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { createStreamsDoor } from "#adapters/aws/streams-door";
import type { AskStreams } from "#adapters/aws/put-aside";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";
import { buriedIn } from "#functions/aws-buried";
import type { BatchResult, QueueEvent } from "#functions/aws-shapes";
import type { Deps } from "#functions/deps";
import { onBuried, onStream } from "#functions/on-aws";
import { call, houseOver, remembering } from "#test/support/aws-door";
import { queueEvent } from "#test/support/aws-events";
import { awsHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";

const now = "2026-03-02T15:00:00Z";
const tenant = as<never>("riverside");

describe("commits that somebody gives back", () => {
  const remembered = remembering();
  const taken: string[] = [];
  const begun: number[] = [];
  const released: string[] = [];
  beforeEach(() => {
    for (const list of [remembered.lines, taken, released, begun]) list.length = 0;
  });

  const deps = {
    ...remembered,
    sealed: async () =>
      [1, 2, 3].map((version) => ({ tenant, stream: "visit/1", version }) as unknown as Commit),
    clock: { now: () => at(now) },
    queues: {
      release: async ({ receipt }: Delivery, moment: string, why: string) =>
        void released.push(`${receipt} ${moment} ${why}`),
    },
  } as unknown as Deps;
  const take = () => async (commits: readonly Commit[]) => {
    for (const { stream, version } of commits) {
      if (version === 2) throw new TypeError("secret details");
      taken.push(`${stream} ${version}`);
    }
  };
  const first = async (_: unknown, commits: readonly Commit[]) => {
    for (const { version } of commits) begun.push(version);
  };
  const handled = (...bodies: readonly object[]) =>
    call<QueueEvent, BatchResult>(
      onStream(async () => houseOver(deps), "react", { create: take, first }),
      queueEvent(
        ...bodies.map((body, index) => ({
          id: `${index}`,
          body: envelopeOf({ tenant, body: body as never }),
        })),
      ),
    );

  it("are read from where they are stored, and taken once more", async () => {
    const answer = await handled({ stream: "visit/1", version: 3 });
    expect([answer.batchItemFailures, taken, released]).toEqual([[], ["visit/1 3"], []]);
    // What is first for every batch is for these, too: they may have been put aside because of it.
    expect(begun).toEqual([3]);
  });

  it("that fail again come again in a moment, with the error's name, and hold up no other", async () => {
    const answer = await handled(
      { stream: "visit/1", version: 2 },
      { stream: "visit/1", version: 1 },
    );
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: "0" }]);
    expect(released).toEqual(["handle-0 2026-03-02T15:00:10.000Z TypeError"]);
    expect(taken).toEqual(["visit/1 1"]);
    expect(remembered.lines).toEqual(["error feed.failed reader=react why=TypeError"]);
  });

  it.each([
    ["of which there is none", { stream: "visit/1", version: 4 }, "RangeError"],
    ["of which nobody can tell any more which they were", { shard: "s" }, "ZodError"],
  ])("%s are no commits, and come to nothing again", async (_, body, why) => {
    await handled(body);
    expect(released).toEqual([`handle-0 2026-03-02T15:00:10.000Z ${why}`]);
  });
});

describe("letters that cannot be kept", () => {
  it("hold up no other, and fail the call, so that they come again and ring", async () => {
    const kept: string[] = [];
    const handler = onBuried(
      async () => houseOver(remembering() as unknown as Deps),
      () =>
        async ({ message }) => {
          if (message === "a") throw new RangeError("no");
          kept.push(message);
        },
    );
    const body = envelopeOf({ tenant, body: 1 });
    await expect(call(handler, queueEvent({ id: "a", body }, { id: "b", body }))).rejects.toThrow(
      RangeError,
    );
    expect(kept).toEqual(["b"]);
  });

  it("leave no other under way: a container freezes with it when the call has failed", async () => {
    const kept: string[] = [];
    const askStreams: AskStreams = async (_, action) =>
      action === "GetShardIterator"
        ? { ShardIterator: "0" }
        : { Records: [recordOf(100), recordOf(101)], NextShardIterator: null };
    const handler = onBuried(
      async () => houseOver(deps(), { buried: { stage: "my-stage", askStreams } }),
      () =>
        async ({ body }) => {
          const { version } = body as { readonly version: number };
          if (version === 100) throw new RangeError("no");
          await pause(20);
          kept.push(`${version}`);
        },
    );
    const aside = asideText({ ...nowhere, to: "101", size: 2 });
    const event = { Records: [recordFrom("react", aside)] };
    await expect(call(handler, event)).rejects.toThrow(RangeError);
    expect(kept).toEqual(["101"]);
  });
  const deps = () => remembering() as unknown as Deps;
  const recordOf = (version: number) => {
    const commit = { tenant, stream: "visit/1", version };
    const body = { B: Buffer.from(packed(JSON.stringify(commit)).B ?? "").toString("base64") };
    const dynamodb = { SequenceNumber: `${version}`, NewImage: { body } };
    return { eventName: "INSERT", dynamodb };
  };
});

/** As Lambda puts a batch aside that a reader could not take. */
const asideText = (where: {
  readonly streamArn: string;
  readonly shardId: string;
  readonly from: string;
  readonly to: string;
  readonly size: number;
}): string =>
  JSON.stringify({
    requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 6 },
    responseContext: { statusCode: 200, functionError: null },
    version: "1.0",
    timestamp: "2026-03-02T15:00:00.000Z",
    DDBStreamBatchInfo: {
      shardId: where.shardId,
      startSequenceNumber: where.from,
      endSequenceNumber: where.to,
      approximateArrivalOfFirstRecord: "2026-03-02T15:00:00Z",
      approximateArrivalOfLastRecord: "2026-03-02T15:00:00Z",
      batchSize: where.size,
      streamArn: where.streamArn,
    },
  });

const nowhere = {
  streamArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/x/stream/2026",
  shardId: "shard-1",
  from: "100",
  to: "100",
  size: 1,
};

const recordFrom = (queue: string, body: string) => ({
  messageId: "message-1",
  receiptHandle: "handle-1",
  body,
  attributes: { ApproximateReceiveCount: "1" },
  eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:aro-my-stage-${queue}-dead`,
});

describe("what a reader of the stream has put aside", () => {
  const stage = "my-stage";
  const over = (name: string): AskStreams =>
    createStreamsDoor({
      clock: { now: () => at(now) },
      credentials: () => ({ accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "t" }),
      fetch: async () => Response.json({ __type: `com.amazonaws#${name}` }, { status: 400 }),
    });

  it.each(["TrimmedDataAccessException", "ResourceNotFoundException"])(
    "is kept as a place where the stream has forgotten it: %s",
    async (name) => {
      const record = recordFrom("react", asideText(nowhere));
      expect(await buriedIn({ stage, askStreams: over(name) }, record)).toEqual([
        {
          tenant: null,
          queue: "parked-react",
          body: { shard: "shard-1", first: "100", last: "100" },
          attempts: 6,
          why: "commit_not_found",
          message: "message-1",
        },
      ]);
    },
  );

  it("stays where it is while the stream does not answer", async () => {
    const record = recordFrom("react", asideText(nowhere));
    await expect(
      buriedIn({ stage, askStreams: over("LimitExceededException") }, record),
    ).rejects.toMatchObject({ name: "LimitExceededException" });
  });

  it("is asked for with a signature, in the stream's own region", async () => {
    const asked: Request[] = [];
    const ask = createStreamsDoor({
      clock: { now: () => at(now) },
      credentials: () => ({ accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "t" }),
      fetch: async (request) => {
        asked.push(request);
        return Response.json({ ShardIterator: "next" });
      },
    });
    expect(await ask("eu-west-1", "GetShardIterator", {})).toEqual({ ShardIterator: "next" });
    expect(asked[0]?.url).toBe("https://streams.dynamodb.eu-west-1.amazonaws.com/");
    expect(asked[0]?.headers.get("x-amz-target")).toBe("DynamoDBStreams_20120810.GetShardIterator");
    expect(asked[0]?.headers.get("authorization")).toContain("20260302/eu-west-1/dynamodb/");
  });

  it("and says nothing that anybody can read is a letter all the same", async () => {
    const record = recordFrom("project", "no JSON");
    expect(await buriedIn({ stage, askStreams: over("x") }, record)).toMatchObject([
      { tenant: null, queue: "parked-project", why: "unreadable" },
    ]);
  });

  it("is one commit where the reader itself put it aside, with the reason that it gave", async () => {
    const body = { stream: "visit/1", version: 2, why: "RangeError" };
    const record = recordFrom("react", envelopeOf({ tenant, body }));
    expect(await buriedIn({ stage, askStreams: over("x") }, record)).toMatchObject([
      {
        tenant,
        queue: "parked-react",
        body: { stream: "visit/1", version: 2 },
        why: "RangeError",
      },
    ]);
  });
});

withDynamoDb("on AWS, a commit that was put aside", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  beforeEach(async () => {
    house = await awsHouse(endpoint(), now);
    await house.composed.tokens.put("token-of-a-test");
    await house.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
  });
  afterEach(() => house.close());

  const call = async (path: string, key?: string) => {
    const response = await house.handle(
      new Request(`http://127.0.0.1/v1/dead-letters${path}`, {
        headers: {
          authorization: "Bearer token-of-a-test",
          ...(key !== undefined && { "idempotency-key": key }),
        },
        ...(key !== undefined && { method: "POST", body: "{}" }),
      }),
    );
    return (await response.json()) as Record<string, unknown>;
  };

  type Shards = { readonly StreamDescription: { readonly Shards: readonly { ShardId: string }[] } };
  /** All that the table's stream has told, as one batch that nobody could take. */
  const asideOfAll = async (): Promise<string> => {
    const ask = house.aws.askStreams;
    const { Streams } = (await ask("", "ListStreams", {
      TableName: house.aws.tables.commits,
    })) as { readonly Streams: readonly { StreamArn: string }[] };
    const streamArn = Streams[0]?.StreamArn ?? "";
    const told = (await ask("", "DescribeStream", { StreamArn: streamArn })) as Shards;
    const shardId = told.StreamDescription.Shards[0]?.ShardId ?? "";
    const { ShardIterator } = (await ask("", "GetShardIterator", {
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: "TRIM_HORIZON",
    })) as { readonly ShardIterator: string };
    const { Records } = (await ask("", "GetRecords", { ShardIterator })) as {
      readonly Records: readonly { readonly dynamodb: { readonly SequenceNumber: string } }[];
    };
    const [from, to] = [Records[0], Records.at(-1)].map((one) => one?.dynamodb.SequenceNumber);
    return asideText({
      streamArn,
      shardId,
      from: from ?? "",
      to: to ?? "",
      size: Records.length,
    });
  };

  it("is a letter with its stream, and goes back to its reader", async () => {
    const body = await asideOfAll();
    const record = recordFrom("react", body);
    const eventSourceARN = record.eventSourceARN.replace("my-stage", "test");
    await house.handlers.keepLetters({ Records: [{ ...record, eventSourceARN }] });
    await house.handlers.keepLetters({ Records: [{ ...record, eventSourceARN }] });

    const { deadLetters } = (await call("")) as {
      deadLetters: readonly { id: string; queue: string; body: { stream: string } }[];
    };
    expect(new Set(deadLetters.map(({ queue }) => queue))).toEqual(new Set(["parked-react"]));
    const streams = deadLetters.map(({ body: { stream } }) => stream.split("/")[0]);
    expect(streams).toEqual(expect.arrayContaining(["appointment", "customer"]));

    for (const { id } of deadLetters)
      expect(await call(`/${id}/replay`, `key-${id}`)).toMatchObject({ outcome: "replayed" });
    expect(await call("")).toMatchObject({ deadLetters: [] });
    const given = house.aws.sqsServer
      .sent()
      .filter(({ body: sent }) => sent.QueueUrl.endsWith("aro-test-given-back-react"));
    expect(given).toHaveLength(deadLetters.length);
    const messages = given.map(({ body: { MessageBody } }, index) => ({
      id: `${index}`,
      body: MessageBody,
    }));
    expect(await house.handlers.react(queueEvent(...messages))).toEqual({ batchItemFailures: [] });
    await house.drive.drain();
    // It had been taken before: nobody gets a second text.
    expect(house.texts("+14045550123")).toHaveLength(1);
  });
});

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { timerBody } from "#adapters/aws/timer-message";
import { as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { tellWaiting } from "#functions/aws-letters-told";
import { nine } from "#test/contract/dead-letters";
import { remembering } from "#test/support/aws-door";
import { awsLetters } from "#test/support/aws-letters";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { house, tenantA } from "#test/support/sample-commits";

const waiting = { isArchived: false, after: 0, limit: 100 };

withDynamoDb("dead letters on AWS", (endpoint) => {
  let stage: Awaited<ReturnType<typeof awsLetters>>;
  let faults: Faults;
  beforeEach(async () => {
    stage = await awsLetters(endpoint());
    faults = injectFaults(stage.aws.clients.dynamo);
  });
  afterEach(() => stage.close());

  const body = { execution: "1" };
  const put = async (queue: string, text: string): Promise<void> => {
    const QueueUrl = stage.aws.sqsServer.urlOf(`aro-test-${queue}`);
    await stage.aws.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
  };
  const bury = (more: object = { why: "held", attempts: 8 }) =>
    put("executions-dead", envelopeOf({ tenant: tenantA, body }, more));
  const listed = () => stage.letters.list(tenantA, waiting);
  const wishOf = (letter: string, key = "key-1") => ({ tenant: tenantA, letter, key });
  const inQueue = async (queue = "executions") =>
    (await stage.queues.receive(queue, nine, 10)).map((delivery) => delivery.body);

  it("are kept once, however often and at once their message comes", async () => {
    await bury();
    const [record] = await stage.deadIn("executions");
    if (record === undefined) throw new Error("Expected a letter");
    await Promise.all([stage.keep(record), stage.keep(record), stage.keep(record)]);
    await stage.keep(record);
    expect(await listed()).toMatchObject([{ queue: "executions", body, why: "held" }]);
  });

  it("are kept although the answer is lost, and stay in their queue while they cannot be", async () => {
    await bury();
    const [record] = await stage.deadIn("executions");
    if (record === undefined) throw new Error("Expected a letter");
    faults.plan("GetItem", { kind: "refused", name: "AccessDeniedException" });
    await expect(stage.keep(record)).rejects.toMatchObject({ name: "dynamodb_denied" });
    expect(await listed()).toEqual([]);
    faults.plan("TransactWriteItems", { kind: "reply_lost" });
    await stage.keep(record);
    expect(await listed()).toHaveLength(1);
  });

  it("that nobody can read stand where our own business sees them", async () => {
    await put("executions-dead", "no JSON");
    await stage.settle();
    expect(await listed()).toMatchObject([{ queue: "executions", body: null, why: "unreadable" }]);
  });

  it("that name a business which cannot be stand there, too, and hold up no other", async () => {
    await put("executions-dead", envelopeOf({ tenant: as("a#b"), body }, { why: "held" }));
    await stage.settle();
    await bury();
    await stage.settle();
    expect(await listed()).toMatchObject([{ body }, { body }]);
  });

  it("that SQS moved by itself say so, with all attempts", async () => {
    await bury({ attempts: 3 });
    await stage.settle();
    expect(await listed()).toMatchObject([{ why: "receiver_never_answered", attempts: 11 }]);
  });

  it("of a wake that never comes to an end are one: the sweeper plans it again each minute", async () => {
    const timer = { tenant: tenantA, stream: house, at: nine, version: 3 };
    const fail = async (letter = {}) => {
      const why = { why: "RangeError", attempts: 8, ...letter };
      await put("wakes-dead", envelopeOf({ tenant: tenantA, body: timerBody(timer) }, why));
      await stage.settle();
    };
    for (let minute = 1; minute <= 3; minute++) await fail();
    expect(await listed()).toMatchObject([{ id: "1", queue: "wakes" }]);

    await stage.letters.replay(wishOf("1"));
    expect(await listed()).toEqual([]);
    await fail({ letter: 1 });
    await fail();
    expect(await listed()).toMatchObject([{ id: "1", queue: "wakes" }]);
  });

  it("of a schedule that could not ring go where it would have rung", async () => {
    const timer = { tenant: tenantA, stream: house, at: nine, version: 3 };
    await put("schedules-dead", envelopeOf({ tenant: tenantA, body: timerBody(timer) }));
    await stage.settle();
    expect(await listed()).toMatchObject([{ queue: "schedules", why: "never_rung", attempts: 4 }]);
    await stage.letters.replay(wishOf("1"));
    expect(await inQueue("wakes")).toEqual([timerBody(timer)]);
  });

  it("of a clock that was not heard only leave the list: it has rung again since", async () => {
    await put("every-minute-dead", '{"source":"aws.events"}');
    await stage.settle();
    const sent = stage.aws.sqsServer.sent().length;
    expect(await stage.letters.replay(wishOf("1"))).toMatchObject({ outcome: "replayed" });
    expect(stage.aws.sqsServer.sent()).toHaveLength(sent);
    expect(await listed()).toEqual([]);
  });

  it("are never lost on their way back: the same wish again ends what was begun", async () => {
    await bury();
    await stage.settle();
    stage.aws.sqsServer.refuseNext("AccessDenied", 403);
    await expect(stage.letters.replay(wishOf("1"))).rejects.toThrow("sqs");
    expect(await listed()).toHaveLength(1);
    expect(await inQueue()).toEqual([]);

    expect(await stage.letters.replay(wishOf("1"))).toEqual({ outcome: "repeated" });
    expect(await inQueue()).toEqual([body]);
    expect(await listed()).toEqual([]);
  });

  it("that somebody was about to give back and has not are another's to give back a moment later", async () => {
    await bury();
    await stage.settle();
    stage.aws.sqsServer.refuseNext("AccessDenied", 403);
    await expect(stage.letters.replay(wishOf("1"))).rejects.toThrow("sqs");
    const other = wishOf("1", "key-2");
    expect(await stage.letters.replay(other)).toEqual({ outcome: "nothing_new" });
    stage.turnTo(plusMs(nine, 30_000));
    expect(await stage.letters.replay(other)).toMatchObject({ outcome: "replayed" });
    expect(await stage.letters.replay(wishOf("1"))).toEqual({ outcome: "repeated" });
    expect(await inQueue()).toEqual([body]);
  });

  it("that come to nothing again before they were told to have gone stay on the list", async () => {
    await bury();
    await stage.settle();
    // Sent, and the function died before it could say so.
    faults.plan("TransactWriteItems", null, { kind: "refused", name: "AccessDeniedException" });
    await expect(stage.letters.replay(wishOf("1"))).rejects.toThrow("dynamodb");
    await bury({ why: "held", attempts: 8, letter: 1 });
    await stage.settle();
    expect(await stage.letters.replay(wishOf("1"))).toEqual({ outcome: "repeated" });
    expect(await listed()).toMatchObject([{ id: "1" }]);
  });

  it("are given back once where an answer is lost", async () => {
    await bury();
    await stage.settle();
    faults.plan("TransactWriteItems", { kind: "reply_lost" }, { kind: "reply_lost" });
    expect(await stage.letters.replay(wishOf("1"))).toMatchObject({ outcome: "replayed" });
    expect(await inQueue()).toEqual([body]);
    expect(await listed()).toEqual([]);
  });

  it("ring as long as one waits: archived or given back, it is told of no more", async () => {
    const told: number[] = [];
    const count = (name: string, _: object = {}, by = 1) =>
      void told.push(name === "letters.waiting" ? by : Number.NaN);
    const deps = { ...remembering(), metrics: { count } } as never;
    const tell = () =>
      tellWaiting({ deps, letterRows: stage.rows, tenants: async () => [tenantA] });
    await tell();
    for (const [execution, queue] of [
      ["1", "executions"],
      ["2", "wakes"],
    ] as const)
      await put(
        `${queue}-dead`,
        envelopeOf({ tenant: tenantA, body: { execution } }, { why: "held" }),
      );
    await stage.settle();
    await tell();
    await stage.letters.archive(wishOf("1"), "sam");
    await tell();
    await stage.letters.replay(wishOf("2"));
    await tell();
    expect(told).toEqual([0, 2, 1, 0]);
  });

  it("are purged by one of two who wish it at once", async () => {
    await bury();
    await stage.settle();
    await stage.letters.archive(wishOf("1"), "sam");
    stage.turnTo(plusMs(nine, 1));
    const purge = { tenant: tenantA, key: "key-9", olderThanDays: 0, limit: 10 };
    const purged = await Promise.all([stage.letters.purge(purge), stage.letters.purge(purge)]);
    expect(purged.map(({ outcome }) => outcome).toSorted()).toEqual(["purged", "repeated"]);
  });
});

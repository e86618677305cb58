import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createQueues, messageIdOf, type SqsQueues } from "#adapters/aws/queues";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { Delivery, QueueMessage } from "#core/ports/queues";
import { queuesContract } from "#test/contract/queues";
import { tenantA, tenantB } from "#test/support/sample-commits";
import { type SqsServer, startSqsServer } from "#test/support/sqs-server";
import { wireCredentials } from "#test/support/wire-kms";

const visibilityMs = 60_000;
const maxAttempts = 8;
const nine = at("2026-03-02T09:00:00Z");
const quarter = 900_000;
const hour = 3_600_000;

/** The adapter, the real client, and a server at the other end of the wire whose clock we turn. */
const startStage = async () => {
  let now: Instant = nine;
  const server = await startSqsServer({ now: () => now, maxReceiveCount: maxAttempts });
  const sqs = new SQSClient({
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: wireCredentials,
    maxAttempts: 1,
  });
  const queues = createQueues({
    sqs,
    clock: { now: () => now },
    placeOf: (queue) => ({
      url: server.urlOf(queue),
      deadLetterUrl: server.urlOf(`${queue}-dead`),
      visibilityMs,
      maxAttempts,
    }),
  });
  const close = async () => {
    sqs.destroy();
    await server.close();
  };
  return { server, queues, close, turnTo: (instant: Instant) => void (now = instant) };
};

/** The contract tells the time with each call; the server is told it first. */
const onTime = ({ queues, turnTo }: Awaited<ReturnType<typeof startStage>>): SqsQueues => ({
  ...queues,
  send: (message, now) => {
    turnTo(now);
    return queues.send(message, now);
  },
  receive: (queue, now, limit) => {
    turnTo(now);
    return queues.receive(queue, now, limit);
  },
});

queuesContract("SQS, played by a server with a clock of its own,", async () => {
  const stage = await startStage();
  return { port: { queues: onTime(stage), visibilityMs, maxAttempts }, close: stage.close };
});

let server: SqsServer;
let queues: SqsQueues;
let turnTo: (instant: Instant) => void;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ server, queues, turnTo, close } = await startStage());
});
afterEach(() => close());

const message = (wish: Partial<QueueMessage> = {}): QueueMessage => ({
  tenant: tenantA,
  queue: "executions",
  body: { executionId: "execution-1" },
  ...wish,
});

const receiveAt = async (now: Instant, limit = 10): Promise<readonly Delivery[]> => {
  turnTo(now);
  return queues.receive("executions", now, limit);
};

const callsOf = (call: string) => server.sent().filter((one) => one.call === call);

describe("a message", () => {
  it("is sent in its tenant's group, as ids and nothing else", async () => {
    await queues.send(message(), nine);
    expect(server.sent().map(({ body }) => body)).toEqual([
      {
        QueueUrl: server.urlOf("executions"),
        MessageGroupId: tenantA,
        MessageBody: '{"tenant":"tenant-a","body":{"executionId":"execution-1"}}',
        DelaySeconds: 0,
      },
    ]);
  });

  it("may be sent for later, to the second above", async () => {
    await queues.send(message(), plusMs(nine, 89_001));
    expect(callsOf("SendMessage")[0]?.body.DelaySeconds).toBe(90);
    expect(await receiveAt(plusMs(nine, 89_999))).toEqual([]);
    expect(await receiveAt(plusMs(nine, 90_000))).toMatchObject([{ ...message(), attempt: 1 }]);
  });

  it.each([
    ["a little more than SQS can delay", quarter + 1_000, 1],
    ["some hours later", 5 * hour, 1],
    ["later than SQS can hide", 30 * hour, 3],
  ])("sent for %s comes then, as the first attempt", async (_, wait, copies) => {
    await queues.send(message(), plusMs(nine, wait));
    const looks = Math.ceil(wait / quarter);
    for (let look = 0; look < looks; look += 1)
      expect(await receiveAt(plusMs(nine, look * quarter))).toEqual([]);
    expect(await receiveAt(plusMs(nine, wait - 1))).toEqual([]);
    expect(await receiveAt(plusMs(nine, wait + quarter))).toMatchObject([
      { ...message(), attempt: 1 },
    ]);
    expect(callsOf("SendMessage")).toHaveLength(copies);
  });

  it("released for the day after tomorrow remembers its attempts", async () => {
    await queues.send(message(), nine);
    const [first] = await receiveAt(nine);
    if (first === undefined) throw new Error("Expected a delivery");
    await queues.release(first, plusMs(nine, 48 * hour), "too_early");
    for (let hours = 1; hours < 48; hours += 1)
      expect(await receiveAt(plusMs(nine, hours * hour))).toEqual([]);
    expect(await receiveAt(plusMs(nine, 49 * hour))).toMatchObject([{ attempt: 2 }]);
  });

  it("of which nobody can read a word comes to nobody, and ends among the dead letters", async () => {
    const { SendMessageCommand } = await import("@aws-sdk/client-sqs");
    const sqs = new SQSClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: wireCredentials,
    });
    for (const text of ["no JSON", '"no envelope"', '{"tenant":7,"body":1}'])
      await sqs.send(
        new SendMessageCommand({ QueueUrl: server.urlOf("executions"), MessageBody: text }),
      );
    await queues.send(message(), nine);
    expect(await receiveAt(nine)).toMatchObject([message()]);
    for (let turn = 1; turn <= maxAttempts; turn += 1)
      for (const one of await receiveAt(plusMs(nine, turn * visibilityMs)))
        await queues.acknowledge(one);
    const letters = await queues.deadLetters("executions");
    expect(letters.map(({ why }) => why)).toEqual(["unreadable", "unreadable", "unreadable"]);
    sqs.destroy();
  });

  it("too large to be ids is refused before it leaves", async () => {
    await expect(queues.send(message({ body: "x".repeat(70_000) }), nine)).rejects.toThrow("ids");
    expect(server.sent()).toEqual([]);
  });
});

describe("many messages", () => {
  const many = Array.from({ length: 23 }, (_, body) =>
    message({ body, tenant: body % 2 ? tenantB : tenantA }),
  );

  it("go ten to a request", async () => {
    await queues.sendAll(many, nine);
    const sizes = callsOf("SendMessageBatch").map(({ body }) => body.Entries?.length);
    expect(sizes).toEqual([10, 10, 3]);
    expect(await receiveAt(nine, 50)).toHaveLength(23);
  });

  it("of which some are refused: those alone are sent again", async () => {
    server.refuseEntriesOnce(1, 4);
    await queues.sendAll(many, nine);
    const sizes = callsOf("SendMessageBatch").map(({ body }) => body.Entries?.length);
    expect(sizes).toEqual([10, 2, 10, 3]);
    const bodies = (await receiveAt(nine, 50)).map(({ body }) => body as number);
    expect(bodies.toSorted((a, b) => a - b)).toEqual(many.map(({ body }) => body));
  });
});

describe("a function that was called with messages", () => {
  const received = (wish: { body?: string; receiveCount?: number } = {}) => ({
    messageId: "m-1",
    receiptHandle: "handle-1",
    body: '{"tenant":"tenant-a","body":1}',
    receiveCount: 1,
    ...wish,
  });

  it("gets those that are due and readable, whatever the others are", async () => {
    const early = `{"tenant":"tenant-a","body":2,"notBefore":"${plusMs(nine, hour)}"}`;
    const batch = [received({ body: "broken" }), received({ body: early }), received()];
    const deliveries = await queues.accept("executions", batch, nine);
    expect(deliveries).toMatchObject([{ body: 1, attempt: 1 }]);
    expect(deliveries.map(messageIdOf)).toEqual(["m-1"]);
    expect(callsOf("ChangeMessageVisibility")[0]?.body).toMatchObject({ VisibilityTimeout: 3_600 });
  });

  it("gets them also where what is too early cannot be hidden just now", async () => {
    const early = `{"tenant":"tenant-a","body":2,"notBefore":"${plusMs(nine, hour)}"}`;
    server.refuseNext("RequestThrottled");
    const batch = [received({ body: early }), received()];
    expect(await queues.accept("executions", batch, nine)).toHaveLength(1);
  });
});

describe("SQS refusing", () => {
  it.each([
    ["RequestThrottled", 400, "sqs_throttled"],
    ["OverLimit", 400, "sqs_quota_reached"],
    ["AccessDenied", 403, "sqs_denied"],
    ["KmsDisabled", 400, "sqs_unusable"],
    ["QueueDoesNotExist", 400, "sqs_missing"],
    ["InternalError", 500, "sqs_unavailable"],
  ])("with %s (%i) is called %s", async (name, status, ours) => {
    server.refuseNext(name, status);
    const refused = queues.send(message(), nine);
    await expect(refused).rejects.toMatchObject({ name: ours });
    await expect(refused).rejects.not.toThrow("secret details");
  });

  it("to end what somebody else has ended is no failure", async () => {
    await queues.send(message(), nine);
    const [delivery] = await receiveAt(nine);
    if (delivery === undefined) throw new Error("Expected a delivery");
    server.refuseNext("ReceiptHandleIsInvalid");
    await queues.acknowledge(delivery);
    server.refuseNext("MessageNotInflight");
    await queues.release(delivery, nine, "again");
  });

  it("the end of a buried message leaves two letters at worst, never none", async () => {
    await queues.send(message(), nine);
    for (let turn = 1; turn < maxAttempts; turn += 1)
      for (const one of await receiveAt(nine)) await queues.release(one, nine, "again");
    const [last] = await receiveAt(nine);
    if (last === undefined) throw new Error("Expected a delivery");
    server.refuseNext("RequestThrottled");
    await expect(queues.release(last, nine, "carrier_down")).rejects.toThrow();
    expect(await queues.deadLetters("executions")).toEqual([]);
    await queues.release(last, nine, "carrier_down");
    expect(await queues.deadLetters("executions")).toHaveLength(1);
  });
});

it("buries nothing at the word of a receiver whose time was over", async () => {
  await queues.send(message(), nine);
  for (let turn = 1; turn < maxAttempts; turn += 1)
    for (const one of await receiveAt(nine)) await queues.release(one, nine, "again");
  const [slow] = await receiveAt(nine);
  if (slow === undefined) throw new Error("Expected a delivery");
  turnTo(plusMs(nine, visibilityMs));
  await queues.release(slow, nine, "carrier_down");
  expect(callsOf("SendMessage")).toHaveLength(1);
});

it("shows dead letters as often as one looks", async () => {
  await queues.send(message(), nine);
  for (let turn = 1; turn <= maxAttempts; turn += 1)
    for (const one of await receiveAt(nine)) await queues.release(one, nine, "carrier_down");
  const letter = { ...message(), why: "carrier_down", attempts: maxAttempts };
  expect(await queues.deadLetters("executions")).toEqual([letter]);
  expect(await queues.deadLetters("executions")).toEqual([letter]);
});

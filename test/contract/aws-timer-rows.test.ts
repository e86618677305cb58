import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { as, type TenantId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { house, tenantA } from "#test/support/sample-commits";
import { wireCredentials } from "#test/support/wire-kms";

const ten = at("2026-03-02T10:00:00Z");
const inAMonth = at("2026-04-01T10:00:00Z");
const timer = { tenant: tenantA, stream: house, at: ten, version: 3 };

const client = new DynamoDBClient({ region: "us-east-1", credentials: wireCredentials });
let wire: ReturnType<typeof mockClient>;
const table = {
  name: "aro-test-views",
  partition: "pk",
  sort: "sk",
  expiry: "expires",
  index: { name: "timers", partition: "timers", sort: "rings" },
};
const rows = createTimerRows(client, table, { pause: async () => undefined });

beforeEach(() => {
  wire = mockClient(client);
  wire.on(PutItemCommand).resolves({});
  wire.on(UpdateItemCommand).resolves({});
  wire.on(QueryCommand).resolves({ Items: [] });
});
afterEach(() => wire.restore());

const refusal = (name: string, status = 400) =>
  Object.assign(new Error("secret details"), { name, $metadata: { httpStatusCode: status } });

it("keeps a timer under its tenant, and in no index where something will ring it", async () => {
  await rows.put(timer, "planned", inAMonth, ten);
  expect(wire.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toEqual({
    pk: { S: "tenant-a#timer" },
    sk: { S: "house/1" },
    at: { S: ten },
    version: { N: "3" },
  });
});

it("takes it out of the index once something will, and puts it back where that came to nothing", async () => {
  await rows.mark(timer, "planned");
  await rows.mark(timer, "waiting");
  const updates = wire.commandCalls(UpdateItemCommand).map(({ args }) => args[0].input);
  expect(updates.map(({ UpdateExpression }) => UpdateExpression)).toEqual([
    "REMOVE #p, #s",
    "SET #p = :p, #s = :s",
  ]);
  expect(updates[1]?.ExpressionAttributeValues?.[":s"]).toEqual({ S: `${ten} 3` });
});

it("keeps one that waits in the index by its time", async () => {
  await rows.put(timer, "waiting", inAMonth, ten);
  expect(wire.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
    TableName: "aro-test-views",
    Item: {
      pk: { S: "tenant-a#timer" },
      sk: { S: "house/1" },
      at: { S: ten },
      version: { N: "3" },
      timers: { S: expect.stringMatching(/^timers#waiting#[0-3]$/) as string },
      rings: { S: `${ten} 3` },
    },
  });
});

it("keeps a plan without a time out of the index, for a month", async () => {
  await rows.put({ ...timer, at: null }, "planned", inAMonth, ten);
  expect(wire.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toEqual({
    pk: { S: "tenant-a#timer" },
    sk: { S: "house/1" },
    version: { N: "3" },
    expires: { N: String(Date.parse(inAMonth) / 1_000) },
  });
});

it("takes a landed write whose answer was lost for what it is when it is tried again", async () => {
  // The second try finds our own row: the same version may be put again.
  wire.on(PutItemCommand).resolves({ Attributes: { at: { S: ten }, version: { N: "3" } } });
  expect(await rows.put(timer, "planned", inAMonth, ten)).toEqual({ before: timer });
});

it("calls a plan stale where a newer version stands", async () => {
  wire.on(PutItemCommand).rejects(refusal("ConditionalCheckFailedException"));
  expect(await rows.put(timer, "planned", inAMonth, ten)).toBe("stale");
});

it("changes nothing, and complains of nothing, where the plan has been replaced", async () => {
  wire.on(UpdateItemCommand).rejects(refusal("ConditionalCheckFailedException"));
  await rows.finish(timer, inAMonth);
  await rows.mark(timer, "waiting");
});

it("keeps no timer of a tenant whose key would not stay apart from others", async () => {
  for (const tenant of ["a#b", "@system", ""])
    await expect(
      rows.put({ ...timer, tenant: as<TenantId>(tenant) }, "planned", inAMonth, ten),
    ).rejects.toThrow("apart");
});

describe("DynamoDB refusing", () => {
  it.each([
    ["ProvisionedThroughputExceededException", 400],
    ["InternalServerError", 500],
  ])("for a moment, with %s (%i), costs nobody their call: it is asked again", async (...why) => {
    wire
      .on(PutItemCommand)
      .rejectsOnce(refusal(...why))
      .resolves({});
    wire
      .on(UpdateItemCommand)
      .rejectsOnce(refusal(...why))
      .resolves({});
    wire
      .on(QueryCommand)
      .rejectsOnce(refusal(...why))
      .resolves({ Items: [] });
    wire
      .on(GetItemCommand)
      .rejectsOnce(refusal(...why))
      .resolves({});

    expect(await rows.put(timer, "planned", inAMonth, ten)).toEqual({ before: null });
    await rows.mark(timer, "waiting");
    expect(await rows.waiting(ten, 10)).toEqual([]);
    expect(await rows.get(tenantA, house)).toBeNull();
    for (const command of [PutItemCommand, UpdateItemCommand, GetItemCommand])
      expect(wire.commandCalls(command as typeof PutItemCommand)).toHaveLength(2);
  });

  it.each([
    ["ProvisionedThroughputExceededException", 400, "dynamodb_throttled"],
    ["ThrottlingException", 400, "dynamodb_throttled"],
    ["AccessDeniedException", 400, "dynamodb_denied"],
    ["ResourceNotFoundException", 400, "dynamodb_missing"],
    ["InternalServerError", 500, "dynamodb_unavailable"],
  ])("with %s (%i) is called %s", async (name, status, ours) => {
    for (const command of [PutItemCommand, UpdateItemCommand, QueryCommand])
      wire.on(command as typeof PutItemCommand).rejects(refusal(name, status));
    for (const call of [
      () => rows.put(timer, "planned", inAMonth, ten),
      () => rows.finish(timer, inAMonth),
      () => rows.waiting(ten, 10),
    ])
      await expect(call()).rejects.toMatchObject({ name: ours });
  });
});

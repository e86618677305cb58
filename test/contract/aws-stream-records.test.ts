import type { DynamoDBRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packed } from "#adapters/aws/items";
import { commitIn, type StreamRecord } from "#adapters/aws/stream-records";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { commitStream } from "#test/support/commit-stream";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { appendNext, guestArrived, house, tenantA } from "#test/support/sample-commits";

withDynamoDb("a record of the stream of commits", (endpoint) => {
  let ports: AwsPorts;
  beforeEach(async () => {
    ports = await awsPorts({ endpoint: endpoint() });
  });
  afterEach(() => ports.close());

  it("tells of the commit, sealed, as the store can open it", async () => {
    const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: null });
    const stream = await commitStream(endpoint(), ports.tables.commits);
    await appendNext(ports.store, { events: [mrsIto] });
    let records: readonly StreamRecord[] = [];
    while (records.length === 0) records = await stream.read();

    const [told] = records.map(commitIn);
    expect(JSON.stringify(told)).not.toContain("Ito");
    const { commits } = await ports.store.read(tenantA, house);
    expect(told && (await ports.store.open(told))).toEqual(commits[0]);
  });
});

describe("a record that tells of no commit", () => {
  it("is passed over where an item was changed or deleted by hand", () => {
    for (const eventName of ["MODIFY", "REMOVE"] as const)
      expect(commitIn({ eventName, dynamodb: { NewImage: {} } })).toBeNull();
  });

  it("is refused where the item is not a commit", () => {
    const record: DynamoDBRecord = { eventName: "INSERT", dynamodb: { NewImage: {} } };
    expect(() => commitIn(record)).toThrow("Cannot read an item");
    const nonsense = { body: { B: Buffer.from("nonsense").toString("base64") } };
    expect(() => commitIn({ ...record, dynamodb: { NewImage: nonsense } })).toThrow();
  });

  it("is refused where it stands in the place of another: the key is what rights are held to", () => {
    const at = (key: string, version: string): StreamRecord => {
      const commit = { tenant: "riverside", stream: "visit/1", version: 7 };
      const body = { B: Buffer.from(packed(JSON.stringify(commit)).B ?? "").toString("base64") };
      const Keys = { pk: { S: key }, version: { N: version } };
      return { eventName: "INSERT", dynamodb: { Keys, NewImage: { ...Keys, body } } };
    };
    expect(commitIn(at("riverside#visit/1", "7"))).toMatchObject({ version: 7 });
    for (const [key, version] of [
      ["lakeside#visit/1", "7"],
      ["riverside#visit/2", "7"],
      ["riverside#visit/1", "8"],
      ["visit/1", "7"],
    ] as const)
      expect(() => commitIn(at(key, version))).toThrow("it stands in the place of another");
  });
});

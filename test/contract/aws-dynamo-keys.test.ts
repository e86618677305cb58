import { afterEach, beforeEach, expect, it } from "vitest";
import type { KeyOwner } from "#adapters/aws/key-name";
import { tenantA, tenantB } from "#test/support/sample-commits";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";

withDynamoDb("the rows of keys, for who seals,", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  const guests: readonly KeyOwner[] = [1, 2, 3, 4, 5].flatMap((n) => [
    { tenant: tenantA, subject: `guest-${n}` },
    { tenant: tenantB, subject: `guest-${n}` },
  ]);
  beforeEach(async () => {
    ports = await awsPorts({ endpoint: endpoint() });
    for (const { tenant, subject } of guests) await ports.vault.cipher(tenant, subject);
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  const sealAll = () =>
    Promise.all(
      guests.map(async ({ tenant, subject }) =>
        (await ports.vault.cipher(tenant, subject)).seal("Mrs Ito", "place"),
      ),
    );
  const askedFor = (command: string): number =>
    faults.commands().filter((one) => one === command).length;

  it("are asked for together, strongly, where many ask at the same time", async () => {
    await sealAll();
    expect(faults.commands()).toEqual(["BatchGetItem"]);
    expect(faults.questions[0]?.input["RequestItems"]).toMatchObject({
      [ports.tables.keys]: { ConsistentRead: true, Keys: { length: guests.length } },
    });
  });

  it("are asked for with one plain read, where one asks alone, however often", async () => {
    await ports.vault.cipher(tenantA, "guest-1");
    await ports.vault.cipher(tenantA, "guest-1");
    expect(faults.commands()).toEqual(["GetItem", "GetItem"]);
  });

  it("are asked for again where the database has left some out: no key is taken for gone", async () => {
    faults.plan("BatchGetItem", { kind: "in_part", most: 4 }, { kind: "in_part", most: 0 }, null);
    await sealAll();
    expect(faults.commands()).toEqual(["BatchGetItem", "BatchGetItem", "BatchGetItem"]);
    const rows = await ports.keyRecords.namesOf(guests);
    expect(rows.every((name) => name !== null)).toBe(true);
  });

  it("that stay left out are called throttled, and nothing is sealed", async () => {
    const none = { kind: "in_part", most: 0 } as const;
    faults.plan("BatchGetItem", none, none, none, none, none);
    await expect(sealAll()).rejects.toMatchObject({ name: "dynamodb_throttled" });
    expect(askedFor("PutItem")).toBe(0);
  });

  it("are asked for as patiently as anything else", async () => {
    const refused = { kind: "refused", name: "ProvisionedThroughputExceededException" } as const;
    faults.plan("BatchGetItem", refused, { kind: "unreachable" }, { kind: "reply_lost" }, null);
    expect(await sealAll()).toHaveLength(guests.length);
  });

  it("of which one is incomplete keep nobody else from sealing", async () => {
    const broken = { pk: { S: `${tenantA}#guest-1` }, name: { S: "broken" } };
    await ports.dynamo.put({ TableName: ports.tables.keys, Item: broken });
    const sealed = await Promise.allSettled(
      guests.map(({ tenant, subject }) => ports.vault.cipher(tenant, subject)),
    );
    expect(sealed.map(({ status }) => status)).toEqual([
      "rejected",
      ...guests.slice(1).map(() => "fulfilled"),
    ]);
  });

  it("are begun anew for who was erased elsewhere, and for nobody beside him", async () => {
    const before = await sealAll();
    await ports.keyRecords.delete(tenantA, "guest-2");
    const after = await sealAll();
    const keys = (texts: readonly string[]) => texts.map((text) => text.split(".")[0]);
    const differing = guests.filter((_, n) => keys(before)[n] !== keys(after)[n]);
    expect(differing).toEqual([{ tenant: tenantA, subject: "guest-2" }]);
  });
});

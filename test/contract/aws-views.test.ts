import { afterEach, beforeEach, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import type { ViewItem, ViewRange } from "#core/ports/views";
import { pageOf, type Place, place } from "#functions/paging";
import { tenantA } from "#test/support/sample-commits";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";

const visit = (key: string, wish: Partial<ViewItem> = {}): ViewItem => ({
  view: "visits",
  key,
  index1: "2026-03-02",
  index2: null,
  source: { stream: as(`visit/${key}`), version: 1 },
  data: { status: "booked" },
  ...wish,
});

type Page = Awaited<ReturnType<typeof pageOf>>;

const march: ViewRange = {
  view: "visits",
  index: "index1",
  from: "2026-03-01",
  to: "2026-04-01",
  limit: 200,
};

withDynamoDb("read models in DynamoDB", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  beforeEach(async () => {
    ports = await awsPorts({ endpoint: endpoint() });
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  const keysIn = async (range: ViewRange): Promise<readonly string[]> =>
    (await ports.views.range(tenantA, range)).map(({ key }) => key);
  const putMany = async (count: number): Promise<readonly string[]> => {
    const keys = Array.from({ length: count }, (_, n) => `visit-${String(n).padStart(3, "0")}`);
    await Promise.all(keys.map((key) => ports.views.put(tenantA, visit(key))));
    return keys;
  };

  it("lists more rows than one batch holds, also where batches are done in part", async () => {
    const keys = await putMany(104);
    faults.plan("BatchGetItem", { kind: "in_part", most: 7 }, { kind: "in_part", most: 0 });
    expect(await keysIn(march)).toEqual(keys);
  });

  it("lists all that was asked for, where the index needs several answers to tell", async () => {
    const keys = await putMany(9);
    const some = (from: number, to: number, isLast: boolean) => ({
      kind: "answered" as const,
      output: {
        Items: keys.slice(from, to).map((sk) => ({ pk: { S: `tenant-a#visits` }, sk: { S: sk } })),
        ...(!isLast && { LastEvaluatedKey: { pk: { S: "somewhere" } } }),
      },
    });
    faults.plan("Query", some(0, 5, false), some(5, 5, false), some(5, 9, true));
    expect(await keysIn(march)).toEqual(keys.slice(0, 9));
  });

  it("clears more rows than one batch holds, also where batches are done in part", async () => {
    const keys = await putMany(30);
    faults.plan("BatchWriteItem", { kind: "in_part", most: 0 }, { kind: "in_part", most: 3 });
    await ports.views.clear(tenantA);
    expect(await keysIn(march)).toEqual([]);
    expect(await ports.views.get(tenantA, "visits", keys.at(-1) ?? "")).toBeNull();
  });

  it("gives up on a batch that gets nowhere, under a name of ours", async () => {
    await putMany(1);
    faults.plan("BatchGetItem", ...Array.from({ length: 9 }, () => nothingDone));
    await expect(keysIn(march)).rejects.toMatchObject({ name: "dynamodb_throttled" });
  });
  const nothingDone = { kind: "in_part", most: 0 } as const;

  it("leaves out what an index tells too late: a row that has moved, or is gone", async () => {
    await ports.views.put(tenantA, visit("moved"));
    const [moved, gone] = ["moved", "gone"].map((sk) => ({
      pk: { S: "tenant-a#visits" },
      sk: { S: sk },
    }));
    const later = visit("moved", {
      index1: "2026-05-01",
      source: { stream: as("visit/moved"), version: 2 },
    });
    await ports.views.put(tenantA, later);
    faults.plan("Query", { kind: "answered", output: { Items: [moved, gone] } });
    expect(await keysIn(march)).toEqual([]);
  });

  const onDay = (key: string, day: string, version = 1): ViewItem =>
    visit(key, { index1: `2026-03-${day}`, source: { stream: as(`visit/${key}`), version } });
  /** As the index had them a moment ago. */
  const asItWas = (isLast: boolean, ...rows: readonly (readonly [string, string])[]) => {
    const keys = rows.map(([sk, day]) => ({
      pk: { S: "tenant-a#visits" },
      sk: { S: sk },
      index1: { S: `2026-03-${day}\u0000${sk}` },
    }));
    const output = { Items: keys, ...(!isLast && { LastEvaluatedKey: keys.at(-1) }) };
    return { kind: "answered", output } as const;
  };

  it("goes on behind the last row of a page, and leaves none out, where that row has just moved far behind it", async () => {
    for (const [key, day] of ["a 02", "b 04", "c 06", "d 08"].map((one) => one.split(" ")))
      await ports.views.put(tenantA, onDay(key ?? "", day ?? ""));
    await ports.views.put(tenantA, onDay("b", "09", 2));
    faults.plan("Query", asItWas(false, ["a", "02"], ["b", "04"], ["c", "06"]));

    const seen: string[] = [];
    for (let after: Place | null = null; ; ) {
      const page: Page = await pageOf(ports.views, tenantA, { ...march, after, limit: 2 });
      seen.push(...page.items.map(({ key }) => key));
      if (page.next === null) break;
      after = place.parse(page.next);
    }
    expect(seen).toEqual(["a", "c", "d", "b"]);
  });

  it("tells rows that have just changed places in the order in which they stand", async () => {
    await ports.views.put(tenantA, onDay("a", "06"));
    await ports.views.put(tenantA, onDay("b", "04"));
    faults.plan("Query", asItWas(true, ["a", "02"], ["b", "04"]));
    expect(await keysIn(march)).toEqual(["b", "a"]);
  });

  it("tells a row once that its index has at its old place and at its new one", async () => {
    await ports.views.put(tenantA, onDay("a", "06"));
    faults.plan("Query", asItWas(true, ["a", "02"], ["a", "06"]));
    expect(await keysIn(march)).toEqual(["a"]);

    faults.plan("Query", asItWas(false, ["a", "02"]), asItWas(true, ["a", "06"]));
    expect(await keysIn(march)).toEqual(["a"]);
  });

  it("writes no row twice where its answer is lost", async () => {
    faults.plan("PutItem", { kind: "reply_lost" });
    await ports.views.put(tenantA, visit("visit-1"));
    expect(await ports.views.get(tenantA, "visits", "visit-1")).toEqual(visit("visit-1"));
    faults.plan("PutItem", { kind: "conflict" });
    expect(await ports.views.put(tenantA, visit("visit-1"))).toBe("stale");
  });

  it("refuses to fold another stream into a row", async () => {
    await ports.views.put(tenantA, visit("visit-1"));
    const foreign = visit("visit-1", { source: { stream: as("visit/other"), version: 9 } });
    await expect(ports.views.put(tenantA, foreign)).rejects.toThrow('Cannot fold "visit/other"');
  });

  it("refuses a row of a view that nobody has named: it could not be cleared", async () => {
    const unnamed = visit("visit-1", { view: "visitors" });
    await expect(ports.views.put(tenantA, unnamed)).rejects.toThrow('view "visitors"');
  });

  it("keeps indexes apart of which one is the beginning of another", async () => {
    for (const index2 of ["guest-1", "guest-10", "guest"])
      await ports.views.put(tenantA, visit(index2, { index2 }));
    const of = (from: string, to: string) => keysIn({ ...march, index: "index2", from, to });
    expect(await of("guest-1", "guest-1\u0001")).toEqual(["guest-1"]);
    expect(await of("guest", "guest-1")).toEqual(["guest"]);
    expect(await of("guest-2", "guest-1")).toEqual([]);
  });

  it("asks with one request for a row, and with two for a list", async () => {
    await ports.views.put(tenantA, visit("visit-1"));
    await ports.views.get(tenantA, "visits", "visit-1");
    await keysIn(march);
    expect(faults.commands()).toEqual(["PutItem", "GetItem", "Query", "BatchGetItem"]);
  });
});

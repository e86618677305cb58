import { afterEach, beforeEach, expect, it } from "vitest";
import type { TenantId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { closedBreaker } from "#core/policy/breaker";
import { riverside } from "#local/seed";
import { appendNext, guestArrived, house, tenantA, tenantB } from "#test/support/sample-commits";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Faults, injectFaults, type Question } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";

withDynamoDb("what is asked for a tenant", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  beforeEach(async () => {
    ports = await awsPorts({ endpoint: endpoint() });
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  it("is asked under keys that begin with the tenant, and in no other way", async () => {
    await liveThrough(ports, tenantB);
    faults.forget();
    await liveThrough(ports, tenantA);
    expect(new Set(faults.commands())).toEqual(everyCommand);

    const strange = faults.questions
      .flatMap(partitionsIn)
      .filter((key) => !key.startsWith("tenant-a#"));
    expect(new Set(strange)).toEqual(new Set(["@endpoint#door-of-tenant-a", "@tenants"]));
  });

  it("names no one in a key", async () => {
    await liveThrough(ports, tenantA);
    const keys = faults.questions.flatMap((question) => [...keysIn(question.input)]);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.join(" ")).not.toMatch(/Ito|5550100/);
  });
});

/** A little of everything that the adapters do. */
const liveThrough = async (ports: AwsPorts, tenant: TenantId): Promise<void> => {
  const { store, views, cursors, leases, pacing, endpoints, tenants, feed, sequencer } = ports;
  const { breakers } = ports;
  const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: "+15550100" });
  const stream = house;
  const commits = [await appendNext(store, { tenant, stream, events: [mrsIto] })];
  commits.push(await appendNext(store, { tenant, stream }));
  await store.append(commits[0] as (typeof commits)[number]);
  await sequencer.sequence(commits);
  await feed.after(tenant, 0, 10);

  const now = at("2026-03-02T09:00:00Z");
  const source = { stream, version: 1 };
  const row = { view: "visits", key: "1", index1: "a", index2: "b", source, data: null };
  await views.put(tenant, row);
  for (const index of ["index1", "index2"] as const)
    await views.range(tenant, { view: "visits", index, from: "a", to: "z", limit: 5 });
  await views.get(tenant, "visits", "1");
  await views.clear(tenant);

  await cursors.advance(tenant, "reactor", 1);
  await cursors.restart(tenant, "reactor");
  const lease = await leases.acquire({ tenant, key: "job", now, ttlMs: 1_000 });
  await leases.release(tenant, "job", lease.kind === "granted" ? lease.token : 0);
  const pace = { segmentsPerSecond: 1, burst: 1 };
  await pacing.takeSlot({ tenant, line: "texts", lane: "reply", pace, segments: 1, now });
  await breakers.replace(tenant, "carrier", { breaker: closedBreaker, version: 0 });
  await breakers.read(tenant, "carrier");
  await breakers.notClosed(tenant);

  const id = `door-of-${tenant}`;
  await endpoints.put({ id, tenant, provider: "calendly", secrets: ["x"], toleranceMs: 1 });
  await endpoints.find(id);
  await endpoints.ofTenant(tenant);
  await tenants.put(tenant, riverside);
  await tenants.settings(tenant);
  await ports.vault.destroy(tenant, "guest-1");
};

const everyCommand = new Set([
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "BatchGetItem",
  "BatchWriteItem",
  "TransactWriteItems",
]);

/** Wherever it stands in a question: in a key, an item, or the condition of a query. */
const partitionsIn = ({ command, input }: Question): readonly string[] => {
  const found = [...partitions(input)];
  if (found.length === 0)
    throw new Error(`A ${command} without a partition: ${Object.keys(input).join()}`);
  return found;
};

function* partitions(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name === "pk" || name === ":pk") yield (child as { S: string }).S;
    else yield* partitions(child);
  }
}

function* keysIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    const isKey = ["pk", ":pk", "sk", "index1", "index2"].includes(name);
    if (isKey && typeof child === "object" && child !== null && "S" in child) yield String(child.S);
    else yield* keysIn(child);
  }
}

import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDynamo } from "#adapters/aws/dynamo";
import { createPacks } from "#adapters/aws/packs";
import { createTenants } from "#adapters/aws/tenants";
import { settingsVersion } from "#core/tenant/settings-version";
import { tenantSubject } from "#adapters/sealed-text";
import { sha256Hex } from "#core/kernel/hash";
import { as } from "#core/kernel/ids";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { riverside } from "#local/seed";
import { tenantA, tenantB } from "#test/support/sample-commits";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";

const nine = at("2026-03-02T09:00:00Z");

withDynamoDb("in DynamoDB", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  let now: Instant;
  beforeEach(async () => {
    now = nine;
    ports = await awsPorts({ endpoint: endpoint(), clock: { now: () => now } });
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  const lost = { kind: "reply_lost" } as const;

  describe("a lease", () => {
    const wish = { tenant: tenantA, key: "execution-1", now: nine, ttlMs: 60_000 };

    it("is known again by who was granted it and lost the answer", async () => {
      faults.plan("UpdateItem", lost);
      expect((await ports.leases.acquire(wish)).kind).toBe("granted");
      expect((await ports.leases.acquire(wish)).kind).toBe("held");
    });

    it("has a larger token even where the database has dropped what was before it", async () => {
      const first = await ports.leases.acquire(wish);
      const Key = { pk: { S: "tenant-a#@leases" }, sk: { S: "execution-1" } };
      await ports.dynamo.delete({ TableName: ports.tables.views, Key });
      const second = await ports.leases.acquire({ ...wish, now: plusMs(nine, 1) });
      const tokens = [first, second].map((one) => (one.kind === "granted" ? one.token : 0));
      expect(tokens[1]).toBeGreaterThan(tokens[0] ?? 0);
    });

    it("tells the database when it may be dropped, long after its end", async () => {
      await ports.leases.acquire(wish);
      const values = faults.questions[0]?.input["ExpressionAttributeValues"];
      const monthAndMinute = (Date.parse(nine) + 30 * 24 * 3_600_000 + 60_000) / 1_000;
      expect(values).toMatchObject({ ":expiresAt": { N: String(monthAndMinute) } });
    });

    it("takes one request, and giving it back another", async () => {
      const lease = await ports.leases.acquire(wish);
      await ports.leases.release(tenantA, wish.key, lease.kind === "granted" ? lease.token : 0);
      expect(faults.commands()).toEqual(["UpdateItem", "UpdateItem"]);
    });

    it("is given back, also where the answer is lost", async () => {
      const lease = await ports.leases.acquire(wish);
      faults.plan("UpdateItem", lost);
      await ports.leases.release(tenantA, wish.key, lease.kind === "granted" ? lease.token : 0);
      expect((await ports.leases.acquire(wish)).kind).toBe("granted");
    });
  });

  describe("a sender's line", () => {
    const wish = {
      tenant: tenantA,
      line: "texts",
      lane: "reminder" as const,
      pace: { segmentsPerSecond: 1, burst: 3 },
      segments: 1,
      now: nine,
    };

    it("gives nobody a place twice where an answer is lost: one stays empty", async () => {
      const pace = { segmentsPerSecond: 1, burst: 1 };
      expect(await ports.pacing.takeSlot({ ...wish, pace })).toBe(nine);
      faults.plan("UpdateItem", null, lost);
      const slots = [await ports.pacing.takeSlot({ ...wish, pace })];
      slots.push(await ports.pacing.takeSlot({ ...wish, pace }));
      expect(slots).toEqual([plusMs(nine, 2_000), plusMs(nine, 3_000)]);
    });

    it("lets a burst go at once", async () => {
      const slots: string[] = [];
      for (let n = 0; n < 5; n += 1) slots.push(await ports.pacing.takeSlot(wish));
      const [fourth, fifth] = [plusMs(nine, 1_000), plusMs(nine, 2_000)];
      expect(slots).toEqual([nine, nine, nine, fourth, fifth]);
    });

    it("takes one request where nobody waits", async () => {
      await ports.pacing.takeSlot(wish);
      expect(faults.commands()).toEqual(["UpdateItem"]);
    });
  });

  it("a cursor stands where it was set, also where the answer is lost", async () => {
    faults.plan("UpdateItem", lost);
    await ports.cursors.advance(tenantA, "reactor", 7);
    expect(await ports.cursors.position(tenantA, "reactor")).toBe(7);
  });

  describe("a door", () => {
    const door = {
      id: "endpoint-1",
      tenant: tenantA,
      provider: "calendly",
      secrets: ["secret"],
      toleranceMs: 180_000,
    };

    it("never changes hands", async () => {
      await ports.endpoints.put(door);
      const theirs = ports.endpoints.put({ ...door, tenant: tenantB, secrets: ["theirs"] });
      await expect(theirs).rejects.toThrow("another tenant's");
      expect(await ports.endpoints.find("endpoint-1")).toEqual(door);
      expect(await ports.endpoints.ofTenant(tenantB)).toEqual([]);
    });

    it("is found with one request, once it is known whose it is", async () => {
      await ports.endpoints.put(door);
      await ports.endpoints.find("endpoint-1");
      faults.forget();
      expect(await ports.endpoints.find("endpoint-1")).toEqual(door);
      expect(faults.commands()).toEqual(["GetItem"]);
      faults.plan("GetItem", { kind: "answered", output: {} }); // Not there yet, where it was asked.
      expect(await ports.endpoints.find("endpoint-1")).toEqual(door);
    });

    it("is closed by shredding its tenant", async () => {
      await ports.endpoints.put(door);
      now = plusMs(nine, 3_600_000);
      await ports.vault.destroy(tenantA, tenantSubject);
      expect(await ports.endpoints.find("endpoint-1")).toBeNull();
      expect(await ports.endpoints.ofTenant(tenantA)).toEqual([]);
    });

    it("is there once where an answer is lost, and in spite of a transaction in the way", async () => {
      faults.plan("TransactWriteItems", lost, {
        kind: "refused",
        name: "TransactionConflictException",
      });
      await ports.endpoints.put(door);
      expect(await ports.endpoints.ofTenant(tenantA)).toEqual([door]);
    });
  });

  describe("settings", () => {
    it("are as they were put, for all who ask", async () => {
      await ports.tenants.put(tenantA, riverside);
      await ports.tenants.put(tenantB, { ...riverside, name: "Other" });
      expect(await ports.tenants.settings(tenantA)).toEqual(riverside);
      expect(await ports.tenants.all()).toEqual([tenantA, tenantB]);
    });

    it("are refused for a tenant that there is not", async () => {
      await expect(ports.tenants.settings(tenantA)).rejects.toThrow("no such tenant");
    });

    it("are read anew after a moment: somebody may have pulled the brake elsewhere", async () => {
      let elapsed = 0;
      const here = createTenants({ dynamo: ports.dynamo, elapsed: () => elapsed });
      await here.put(tenantA, riverside);
      expect((await here.settings(tenantA)).onHold).toBeUndefined();
      await ports.tenants.put(tenantA, { ...riverside, onHold: true });
      elapsed = 999;
      expect((await here.settings(tenantA)).onHold).toBeUndefined();
      elapsed = 1_000;
      expect((await here.settings(tenantA)).onHold).toBe(true);
      expect((await ports.tenants.settings(tenantA)).onHold).toBe(true);
    });

    it("are kept of one of two who know nothing of each other, and the other is told", async () => {
      await ports.tenants.put(tenantA, riverside);
      const version = settingsVersion(riverside);
      const told = await Promise.all([
        ports.tenants.put(tenantA, { ...riverside, name: "One" }, version),
        ports.tenants.put(tenantA, { ...riverside, name: "Other" }, version),
      ]);
      expect(told.toSorted()).toEqual(["kept", "version_moved"]);
      expect((await ports.tenants.settings(tenantA)).name).toBe(
        told[0] === "kept" ? "One" : "Other",
      );
    });

    it("are kept once, however often they are put", async () => {
      expect(await ports.tenants.put(tenantA, riverside)).toBe("kept");
      expect(await ports.tenants.put(tenantA, riverside)).toBe("repeated");
    });

    it("that the database will not have are refused by its name, and not laid on others", async () => {
      await ports.tenants.put(tenantA, riverside);
      const vast = ports.tenants.put(tenantA, { ...riverside, name: "x".repeat(420_000) });
      await expect(vast).rejects.toMatchObject({ name: "dynamodb_refused" });
      expect((await ports.tenants.settings(tenantA)).name).toBe(riverside.name);
    });

    it("wait out what passes, and call it by its name where it does not", async () => {
      const throttled = { kind: "cancelled", codes: ["ThrottlingError", "None"] } as const;
      faults.plan("TransactWriteItems", throttled, throttled);
      expect(await ports.tenants.put(tenantA, riverside)).toBe("kept");
      faults.plan("TransactWriteItems", ...Array.from({ length: 5 }, () => throttled));
      const other = ports.tenants.put(tenantA, { ...riverside, name: "Other" });
      await expect(other).rejects.toMatchObject({ name: "dynamodb_throttled" });
    });

    it("are refused once where they may not be written, whatever the other part met", async () => {
      faults.forget();
      faults.plan("TransactWriteItems", { kind: "cancelled", codes: ["AccessDenied", "None"] });
      const put = ports.tenants.put(tenantA, riverside);
      await expect(put).rejects.toMatchObject({ name: "dynamodb_refused" });
      await expect(put).rejects.toThrow("AccessDenied");
      expect(faults.commands()).toEqual(["GetItem", "TransactWriteItems"]);
    });

    it("are known at once to who has put them", async () => {
      await ports.tenants.put(tenantA, riverside);
      await ports.tenants.settings(tenantA);
      await ports.tenants.put(tenantA, { ...riverside, onHold: true });
      expect((await ports.tenants.settings(tenantA)).onHold).toBe(true);
    });
  });

  describe("a wrapped data key", () => {
    const record = (name: string) => ({
      name,
      wrapped: new Uint8Array([1, 2, 3]),
      under: "tenant-key",
    });

    it("is put once: whoever comes second is given the first one's", async () => {
      expect(await ports.keyRecords.get(tenantA, "guest-1")).toBeNull();
      const [one, two] = await Promise.all(
        ["one", "two"].map((name) =>
          ports.keyRecords.putIfAbsent(tenantA, "guest-1", record(name)),
        ),
      );
      expect(one).toEqual(two);
      expect(await ports.keyRecords.get(tenantA, "guest-1")).toEqual(one);
      expect(await ports.keyRecords.get(tenantB, "guest-1")).toBeNull();
    });

    it("is known again by who put it and lost the answer", async () => {
      faults.plan("PutItem", lost);
      const put = ports.keyRecords.putIfAbsent(tenantA, "guest-1", record("mine"));
      expect(await put).toEqual(record("mine"));
    });

    it("is gone once it is deleted, and another may take its place", async () => {
      await ports.keyRecords.putIfAbsent(tenantA, "guest-1", record("one"));
      await ports.keyRecords.delete(tenantA, "guest-1");
      expect(await ports.keyRecords.get(tenantA, "guest-1")).toBeNull();
      const put = ports.keyRecords.putIfAbsent(tenantA, "guest-1", record("two"));
      expect(await put).toEqual(record("two"));
    });
  });

  describe("a pack", () => {
    const shelf = () => createPacks(createDynamo({ client: ports.client, tables: ports.tables }));
    const hashOf = (name: string) => sha256Hex(name);
    const never = () => Promise.reject(new Error("It is kept already"));

    it("is kept by the first who brings it, and given with all others to whoever brings one", async () => {
      expect(await shelf().keep(hashOf("a"), async () => ({ "pack.yaml": "a" }))).toEqual([]);
      expect(await shelf().keep(hashOf("a"), never)).toEqual([]);
      const others = await shelf().keep(hashOf("b"), async () => ({ "pack.yaml": "b" }));
      expect(others).toEqual([{ "pack.yaml": "a" }]);
    });

    it("is found also where there are more than one answer holds: runs begun under it go on", async () => {
      const names = ["a", "b", "c", "d", "e", "f"];
      for (const name of names) {
        const files = { "pack.yaml": name, filling: randomBytes(225_000).toString("base64") };
        await shelf().keep(hashOf(name), async () => files);
      }
      faults.forget();
      const others = await shelf().keep(hashOf("f"), never);
      expect(new Set(others.map((files) => files["pack.yaml"]))).toEqual(
        new Set(["a", "b", "c", "d", "e"]),
      );
      expect(others).toHaveLength(5);
      expect(faults.commands()).toEqual(["Query", "Query"]);
    });
  });

  it("no tenant has a name that could be taken for another's, or for nobody's", async () => {
    for (const name of ["tenant-a#@leases", "", "@tenants", "#"])
      await expect(ports.cursors.position(as(name), "reactor")).rejects.toThrow(
        "Cannot make a key",
      );
  });
});

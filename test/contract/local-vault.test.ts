import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "#adapters/local/database";
import { tenantSubject } from "#adapters/sealed-text";
import { tenantA, tenantB } from "#test/support/sample-commits";
import { localPortsIn } from "#test/support/local-ports";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const keysIn = (db: Database) =>
  db.all<{ subject: string; generation: number; wrapped: Uint8Array | null }>(
    "SELECT subject, generation, wrapped FROM keys ORDER BY subject, generation",
  );

const everyByte = (): Buffer =>
  Buffer.concat(readdirSync(directory.path).map((name) => readFileSync(directory.file(name))));

it("makes a key file of 32 bytes that only its user may read", () => {
  localPortsIn(directory.path).db.close();
  const { mode, size } = statSync(directory.file("vault.key"));
  expect([mode & 0o777, size]).toEqual([0o600, 32]);
});

it("opens after a restart what it sealed before", async () => {
  const before = localPortsIn(directory.path);
  const sealed = (await before.vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
  const print = await before.vault.fingerprint(tenantA, "+15550100");
  before.db.close();

  const { db, vault } = localPortsIn(directory.path);
  expect((await vault.cipher(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
  expect(await vault.fingerprint(tenantA, "+15550100")).toBe(print);
  db.close();
});

it("has a key on the disk before it hands out a cipher", async () => {
  const { db, vault } = localPortsIn(directory.path);
  await vault.cipher(tenantA, "guest-1");
  const other = localPortsIn(directory.path);
  expect(keysIn(other.db)).toMatchObject([{ subject: "guest-1", generation: 1 }]);
  db.close();
  other.db.close();
});

it("has a returning guest's new key on the disk before it hands out the sealed text", async () => {
  const { db, vault } = localPortsIn(directory.path);
  const cipher = await vault.cipher(tenantA, "guest-1");
  await vault.destroy(tenantA, "guest-1");
  const sealed = cipher.seal("Mrs Ito", "place");
  const other = localPortsIn(directory.path);
  expect((await other.vault.cipher(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
  db.close();
  other.db.close();
});

it("leaves not one byte of a destroyed key in any file", async () => {
  const { db, vault } = localPortsIn(directory.path);
  await vault.cipher(tenantA, "guest-1");
  await vault.cipher(tenantA, "guest-2");
  await db.checkpoint();
  const wrapped = Buffer.from(keysIn(db)[0]?.wrapped ?? []);
  expect(everyByte().includes(wrapped)).toBe(true);

  await vault.destroy(tenantA, "guest-1");
  expect(everyByte().includes(wrapped)).toBe(false);
  expect(keysIn(db)[0]).toEqual({ subject: "guest-1", generation: 1, wrapped: null });
  db.close();
});

it("gives an erased guest no new key when somebody only reads", async () => {
  const { db, vault } = localPortsIn(directory.path);
  const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
  await vault.destroy(tenantA, "guest-1");
  (await vault.cipher(tenantA, "guest-1")).open(sealed, "place");
  expect(keysIn(db)).toHaveLength(1);
  db.close();
});

it("tells of a destruction before it is done", async () => {
  const { db, vault } = localPortsIn(directory.path);
  const told: string[] = [];
  vault.onDestroyed((tenant) => told.push(tenant));
  await vault.destroy(tenantB, "guest-1");
  expect(told).toEqual([tenantB]);
  db.close();
});

it("refuses a key file that others may read", () => {
  localPortsIn(directory.path).db.close();
  chmodSync(directory.file("vault.key"), 0o644);
  expect(() => localPortsIn(directory.path)).toThrow("other users may read it (mode 644)");
});

it("refuses a key file that was cut off", () => {
  writeFileSync(directory.file("vault.key"), "short", { mode: 0o600 });
  expect(() => localPortsIn(directory.path)).toThrow("it holds 5 bytes, not 32");
});

it("refuses to make a new key file for data that an old one has sealed", async () => {
  const { db, vault } = localPortsIn(directory.path);
  await vault.cipher(tenantA, "guest-1");
  db.close();
  rmSync(directory.file("vault.key"));
  expect(() => localPortsIn(directory.path)).toThrow("the key file is missing");
});

it("refuses a key file that belongs to other data", async () => {
  const { db, vault } = localPortsIn(directory.path);
  await vault.cipher(tenantA, "guest-1");
  db.close();
  writeFileSync(directory.file("vault.key"), Buffer.alloc(32, 7), { mode: 0o600 });
  expect(() => localPortsIn(directory.path)).toThrow("it is not the key that sealed this data");
});

it("keeps the secrets of endpoints sealed on the disk, and loses them with the tenant's key", async () => {
  const { db, vault, endpoints } = localPortsIn(directory.path);
  const endpoint = {
    id: "endpoint-1",
    tenant: tenantA,
    provider: "calendly",
    secrets: ["a very secret text"],
    toleranceMs: 180_000,
  };
  await endpoints.put(endpoint);
  expect(await endpoints.ofTenant(tenantA)).toEqual([endpoint]);
  expect(await endpoints.ofTenant(tenantB)).toEqual([]);
  await db.checkpoint();
  expect(everyByte().includes("a very secret text")).toBe(false);

  await vault.destroy(tenantA, "#tenant");
  expect(await endpoints.find("endpoint-1")).toBeNull();
  db.close();
});

it("closes the doors of a tenant whose key is destroyed, also those that were in use", async () => {
  const { db, vault, endpoints } = localPortsIn(directory.path);
  const door = { id: "door", tenant: tenantA, provider: "calendly", toleranceMs: 1_000 };
  await endpoints.put({ ...door, secrets: ["a secret"] });
  expect(await endpoints.find("door")).toMatchObject({ secrets: ["a secret"] });

  await vault.destroy(tenantA, tenantSubject);
  expect(await endpoints.find("door")).toBeNull();
  db.close();
});

it("believes no secret that was replaced while it was being opened", async () => {
  const { db, endpoints } = localPortsIn(directory.path);
  const door = { id: "door", tenant: tenantA, provider: "calendly", toleranceMs: 1_000 };
  await endpoints.put({ ...door, secrets: ["old"] });
  const [, found] = await Promise.all([
    endpoints.put({ ...door, secrets: ["new"] }),
    endpoints.find("door"),
  ]);
  expect(found?.secrets).toEqual(["old"]); // Asked before the new one was there.
  expect(await endpoints.find("door")).toMatchObject({ secrets: ["new"] });
  db.close();
});

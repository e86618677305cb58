import { createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand } from "@aws-sdk/client-kms";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeyRecords } from "#adapters/aws/kms-keys";
import { tenantKeySubject } from "#adapters/aws/tenant-keys";
import { createVault } from "#adapters/aws/vault";
import { decrypt } from "#adapters/gcm";
import { canonical } from "#core/kernel/canonical";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { type MemoryKeyRecords, memoryKeyRecords } from "#test/support/memory-key-records";
import { tenantA, tenantB } from "#test/support/sample-commits";
import { createWireKms } from "#test/support/wire-kms";

const hourMs = 3_600_000;

let wire: ReturnType<typeof createWireKms>;
let records: MemoryKeyRecords;
let now: Instant;
let counted: string[];

beforeEach(() => {
  wire = createWireKms();
  records = memoryKeyRecords();
  now = at("2026-03-02T09:00:00Z");
  counted = [];
});
afterEach(() => wire.close());

const process = (bounds: { maxKeys?: number; maxUses?: number; records?: KeyRecords } = {}) =>
  createVault({
    kms: wire.kms,
    keyId: "alias/aro-test",
    records: bounds.records ?? records,
    clock: { now: () => now },
    metrics: { count: (name) => void counted.push(name) },
    cache: { maxKeys: 100, maxAgeMs: 60_000 },
    tenantKeys: {
      maxKeys: bounds.maxKeys ?? 100,
      maxAgeMs: hourMs,
      maxUses: bounds.maxUses ?? 1_000,
    },
  });

const calls = (call: "make" | "unwrap"): number =>
  wire.calls().filter((one) => one.call === call).length;
const later = (ms: number): void => {
  now = plusMs(now, ms);
};
const recordOf = async (subject: string, tenant = tenantA) => {
  const record = await records.get(tenant, subject);
  if (record === null) throw new Error(`Expected a record of ${subject}`);
  return record;
};

/** As whoever had KMS, and all that is in the tables. */
const tenantKeyByHand = async (): Promise<KeyObject> => {
  const { wrapped: CiphertextBlob } = await recordOf(tenantKeySubject);
  const EncryptionContext = { tenant: tenantA, purpose: "tenant key" };
  const { Plaintext } = await wire.kms.send(
    new DecryptCommand({ CiphertextBlob, EncryptionContext }),
  );
  return createSecretKey(Plaintext ?? new Uint8Array());
};

describe("a tenant's key", () => {
  it("is the only one that KMS makes, however many guests there are", async () => {
    for (let guest = 0; guest < 20; guest += 1) await process().cipher(tenantA, `guest-${guest}`);
    await process().cipher(tenantB, "guest-1");
    expect(calls("make")).toBe(2);
    expect((await recordOf("guest-1")).under).toBe((await recordOf(tenantKeySubject)).name);
  });

  it("opens what stands, and after an erasure nothing that the guest's own key has sealed", async () => {
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    const { name, wrapped } = await recordOf("guest-1");
    const context = canonical(["data key", tenantA, "guest-1", name]);
    const held = createSecretKey(decrypt(await tenantKeyByHand(), Buffer.from(wrapped), context));
    const text = Buffer.from(sealed.split(".")[1] ?? "", "base64url");
    expect(decrypt(held, text, "place").toString()).toBe("Mrs Ito");

    await process().destroy(tenantA, "guest-1");
    await process().cipher(tenantA, "guest-1"); // Back again, and under the same tenant's key.
    await process().cipher(tenantA, "guest-2");
    const tenantKey = await tenantKeyByHand();
    const left = records.all().map(({ owner, ...record }) => ({
      ...record,
      subject: String((JSON.parse(owner) as unknown[])[1]),
    }));
    const keys = left
      .filter(({ subject }) => subject !== tenantKeySubject)
      .map((one) =>
        decrypt(
          tenantKey,
          Buffer.from(one.wrapped),
          canonical(["data key", tenantA, one.subject, one.name]),
        ),
      );
    expect(keys).toHaveLength(2);
    for (const key of [tenantKey, ...keys.map((bytes) => createSecretKey(bytes))])
      expect(() => decrypt(key, text, "place")).toThrow("authenticate");
  });

  it("is one where two processes make it at the same moment", async () => {
    const [one, two] = await Promise.all([
      process().cipher(tenantA, "guest-1"),
      process().cipher(tenantA, "guest-2"),
    ]);
    expect(calls("make")).toBe(2);
    const standing = await recordOf(tenantKeySubject);
    expect((await recordOf("guest-1")).under).toBe(standing.name);
    expect((await recordOf("guest-2")).under).toBe(standing.name);
    const reader = process();
    const sealed = [one, two].map((cipher) => cipher?.seal("Mrs Ito", "place") ?? "");
    expect((await reader.opener(tenantA, "guest-1")).open(sealed[0] ?? "", "place")).toBe(
      "Mrs Ito",
    );
    expect((await reader.opener(tenantA, "guest-2")).open(sealed[1] ?? "", "place")).toBe(
      "Mrs Ito",
    );
  });

  it("that is gone wraps nothing more, also where a warm process still holds it", async () => {
    const warm = process();
    await warm.cipher(tenantA, "guest-1");
    await records.delete(tenantA, tenantKeySubject);
    await warm.cipher(tenantA, "guest-2");
    expect((await recordOf("guest-2")).under).toBe((await recordOf(tenantKeySubject)).name);

    // What was under it is lost with it, and says so instead of beginning anew.
    const refused = process().cipher(tenantA, "guest-1");
    await expect(refused).rejects.toMatchObject({ name: "vault_unusable", service: "vault" });
    expect(counted).toEqual(["vault.failed"]);
  });
});

describe("an unwrapped tenant's key", () => {
  const warm = async (bounds?: Parameters<typeof process>[0]) => {
    for (const guest of ["guest-1", "guest-2", "guest-3"]) await process().cipher(tenantA, guest);
    const vault = process(bounds);
    await vault.opener(tenantA, "guest-1");
    return { vault, before: calls("unwrap") };
  };

  it("is used for an hour, and then asked for again", async () => {
    const { vault, before } = await warm();
    later(hourMs - 1);
    await vault.opener(tenantA, "guest-1");
    expect(calls("unwrap")).toBe(before);
    later(60_001);
    await vault.opener(tenantA, "guest-1");
    expect(calls("unwrap")).toBe(before + 1);
  });

  it("is used so many times, and then asked for again", async () => {
    const { vault, before } = await warm({ maxUses: 2 });
    await vault.opener(tenantA, "guest-2");
    expect(calls("unwrap")).toBe(before);
    await vault.opener(tenantA, "guest-3");
    expect(calls("unwrap")).toBe(before + 1);
  });

  it("is one of so many tenants' and no more", async () => {
    const { vault, before } = await warm({ maxKeys: 2 });
    for (const other of ["tenant-c", "tenant-d", "tenant-e"])
      await vault.cipher(other as typeof tenantA, "guest-1");
    await vault.opener(tenantA, "guest-2");
    expect(calls("unwrap")).toBe(before + 1);
  });

  it("is asked for once where many ask at the same time", async () => {
    await warm();
    const before = calls("unwrap");
    const vault = process();
    await Promise.all(["guest-1", "guest-2", "guest-3"].map((one) => vault.opener(tenantA, one)));
    expect(calls("unwrap")).toBe(before + 1);
  });
});

describe("a wrapped key that was moved", () => {
  it.each([
    ["to another guest", tenantA, "guest-2"],
    ["to another tenant", tenantB, "guest-1"],
  ])("%s opens nothing there, and is counted", async (_, tenant, subject) => {
    await process().cipher(tenantA, "guest-1");
    await process().cipher(tenantB, "guest-9");
    await records.putIfAbsent(tenant, subject, await recordOf("guest-1"));
    await expect(process().cipher(tenant, subject)).rejects.toMatchObject({
      name: "vault_unusable",
    });
    expect(counted).toEqual(["vault.failed"]);
  });

  it("with its tenant's is refused by KMS", async () => {
    await process().cipher(tenantA, "guest-1");
    for (const subject of ["guest-1", tenantKeySubject])
      await records.putIfAbsent(tenantB, subject, await recordOf(subject));
    await expect(process().cipher(tenantB, "guest-1")).rejects.toMatchObject({
      name: "kms_unusable",
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeyRecords } from "#adapters/aws/kms-keys";
import { tenantKeySubject } from "#adapters/aws/tenant-keys";
import { createVault } from "#adapters/aws/vault";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { keyRecordsContract } from "#test/contract/key-records";
import { vaultContract } from "#test/contract/vault";
import { type MemoryKeyRecords, memoryKeyRecords } from "#test/support/memory-key-records";
import { tenantA } from "#test/support/sample-commits";
import { createWireKms } from "#test/support/wire-kms";

const maxAgeMs = 300_000;

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

/** One process: the table and KMS are everybody's, the cache is its own. */
const process = (wish: { records?: KeyRecords; maxKeys?: number; isMistrusting?: boolean } = {}) =>
  createVault({
    kms: wire.kms,
    keyId: "alias/aro-test",
    records: wish.records ?? records,
    clock: { now: () => now },
    metrics: { count: (name) => void counted.push(name) },
    cache: { maxKeys: wish.maxKeys ?? 100, maxAgeMs },
    tenantKeys: { maxKeys: 100, maxAgeMs: wish.isMistrusting ? 0 : 3_600_000, maxUses: 1_000 },
  });

const unwraps = (): number => wire.calls().filter(({ call }) => call === "unwrap").length;
const subjectsOf = (kept: MemoryKeyRecords) =>
  kept.all().filter(({ owner }) => !owner.includes(tenantKeySubject));
const later = (ms: number): void => {
  now = plusMs(now, ms);
};

vaultContract("The vault on KMS, mocked at the wire,", () => ({
  port: process(),
  close: () => undefined,
}));

keyRecordsContract("The table that these tests keep in memory", () => ({
  port: memoryKeyRecords(),
  close: () => undefined,
}));

describe("two processes", () => {
  it("read what the other has sealed", async () => {
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    expect((await process().cipher(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
    expect(await process().fingerprint(tenantA, "+15550100")).toBe(
      await process().fingerprint(tenantA, "+15550100"),
    );
  });

  it("end with one key when both use a subject for the first time", async () => {
    const [one, two] = await Promise.all(
      [process(), process()].map((vault) => vault.cipher(tenantA, "guest-1")),
    );
    expect(two?.open(one?.seal("Mrs Ito", "place") ?? "", "place")).toBe("Mrs Ito");
    expect(wire.calls().filter(({ call }) => call === "make")).toHaveLength(2);
    expect(subjectsOf(records)).toHaveLength(1);
  });

  it("agree on an erasure once the copy of the other has aged", async () => {
    const eraser = process();
    const reader = process();
    const sealed = (await eraser.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    const held = await reader.cipher(tenantA, "guest-1");
    await eraser.destroy(tenantA, "guest-1");

    later(maxAgeMs - 1);
    expect(held.open(sealed, "place")).toBe("Mrs Ito"); // The edge that the vault admits.
    later(1);
    expect(() => held.open(sealed, "place")).toThrow("too old");
    expect((await reader.cipher(tenantA, "guest-1")).open(sealed, "place")).toBeNull();
  });

  it("do not take for erased what a returned guest's newer key has sealed", async () => {
    const eraser = process();
    const reader = process();
    const before = (await reader.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    later(100_000);
    await eraser.destroy(tenantA, "guest-1");
    const after = (await eraser.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");

    const stale = await reader.opener(tenantA, "guest-1");
    expect(() => stale.open(after, "place")).toThrow("a newer key");
    const fresh = await reader.opener(tenantA, "guest-1");
    expect([fresh.open(after, "place"), fresh.open(before, "place")]).toEqual(["Mrs Ito", null]);
  });

  it("seal nothing under a key that another has destroyed since", async () => {
    const eraser = process();
    const warm = process();
    const before = (await warm.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    later(60_000);
    await eraser.destroy(tenantA, "guest-1");
    later(120_000);

    const back = await warm.cipher(tenantA, "guest-1");
    const after = back.seal("Mrs Ito again", "place");
    expect(back.open(after, "place")).toBe("Mrs Ito again");
    expect(back.open(before, "place")).toBeNull();
    const other = await process().opener(tenantA, "guest-1");
    expect([other.open(after, "place"), other.open(before, "place")]).toEqual([
      "Mrs Ito again",
      null,
    ]);
  });

  it("seal under the newer key that another has made meanwhile", async () => {
    const warm = process();
    const elsewhere = process();
    await warm.cipher(tenantA, "guest-1");
    await elsewhere.destroy(tenantA, "guest-1");
    const theirs = (await elsewhere.cipher(tenantA, "guest-1")).seal("Mr Ito", "place");

    const all = await Promise.all([1, 2, 3].map(() => warm.cipher(tenantA, "guest-1")));
    const sealed = all.map((cipher) => cipher.seal("Mrs Ito", "place"));
    const reader = await process().opener(tenantA, "guest-1");
    expect(sealed.map((one) => reader.open(one, "place"))).toEqual(sealed.map(() => "Mrs Ito"));
    expect(all.map((cipher) => cipher.open(theirs, "place"))).toEqual(all.map(() => "Mr Ito"));
    expect(subjectsOf(records)).toHaveLength(1);
  });

  it("read all texts of a guest who was erased and is back in the same minute", async () => {
    const eraser = process();
    const reader = process();
    const before = (await eraser.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    await eraser.destroy(tenantA, "guest-1");
    const after = (await eraser.cipher(tenantA, "guest-1")).seal("Mr Ito", "place");
    const read = async (sealed: string) =>
      (await reader.opener(tenantA, "guest-1")).open(sealed, "place");
    await read(after);
    await expect(read(before)).rejects.toThrow("ask for it again");

    // Asked again: one after the other, and all at once, as a stream of many commits is read.
    expect([await read(before), await read(after), await read(before)]).toEqual([
      null,
      "Mr Ito",
      null,
    ]);
    expect(await Promise.all([before, after, before].map(read))).toEqual([null, "Mr Ito", null]);
  });

  it("know of an old key without asking again that it is gone", async () => {
    const vault = process();
    const before = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    await vault.destroy(tenantA, "guest-1");
    later(120_000);
    await vault.cipher(tenantA, "guest-1");
    const calls = wire.calls().length;
    expect((await vault.cipher(tenantA, "guest-1")).open(before, "place")).toBeNull();
    expect(wire.calls()).toHaveLength(calls);
  });
});

describe("who only reads", () => {
  it("gives an erased guest no new key, and asks KMS for nothing", async () => {
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    await process().destroy(tenantA, "guest-1");
    const calls = wire.calls().length;
    expect((await process().opener(tenantA, "guest-1")).open(sealed, "place")).toBeNull();
    expect(subjectsOf(records)).toEqual([]);
    expect(wire.calls()).toHaveLength(calls);
  });

  it("reads an erased guest as erased, also when many read at the same time", async () => {
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    await process().destroy(tenantA, "guest-1");
    later(120_000);
    const reader = process();
    const openers = await Promise.all([1, 2, 3].map(() => reader.opener(tenantA, "guest-1")));
    expect(openers.map(({ open }) => open(sealed, "place"))).toEqual([null, null, null]);
  });

  it("reads what was sealed since it found no key", async () => {
    const reader = process();
    await reader.opener(tenantA, "guest-1");
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    expect((await reader.opener(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
  });
});

describe("the cache", () => {
  it("asks KMS once for many uses of many guests", async () => {
    for (const guest of ["guest-1", "guest-2", "guest-3"]) await process().cipher(tenantA, guest);
    const before = wire.calls().length;
    const vault = process();
    for (const guest of ["guest-1", "guest-2", "guest-3", "guest-1"])
      await vault.cipher(tenantA, guest);
    await vault.fingerprint(tenantA, "+15550100");
    later(maxAgeMs);
    await vault.cipher(tenantA, "guest-1");
    expect(wire.calls()).toHaveLength(before + 1);
  });

  it("looks once at the record for each sealing, not for a reading nor a fingerprint", async () => {
    let looks = 0;
    const counted: KeyRecords = {
      ...records,
      get: (...owner) => {
        looks += 1;
        return records.get(...owner);
      },
    };
    const looksOf = async (use: () => Promise<unknown>): Promise<number> => {
      const before = looks;
      await use();
      return looks - before;
    };
    await process().cipher(tenantA, "guest-1");
    const vault = process({ records: counted });
    await vault.fingerprint(tenantA, "+15550100");
    expect(await looksOf(() => vault.cipher(tenantA, "guest-1"))).toBe(1);
    expect(await looksOf(() => vault.cipher(tenantA, "guest-1"))).toBe(1);
    expect(await looksOf(() => vault.opener(tenantA, "guest-1"))).toBe(0);
    expect(await looksOf(() => vault.fingerprint(tenantA, "+15550101"))).toBe(0);
  });

  it("forgets a key that is gone, also where no other can be made", async () => {
    const vault = process({ isMistrusting: true });
    const before = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    await process().destroy(tenantA, "guest-1");
    wire.refuseNext("ThrottlingException");
    await expect(vault.cipher(tenantA, "guest-1")).rejects.toMatchObject({ why: "throttled" });
    expect((await vault.opener(tenantA, "guest-1")).open(before, "place")).toBeNull();
  });

  it("asks once where many ask at the same time", async () => {
    await process().cipher(tenantA, "guest-1");
    const vault = process();
    await Promise.all([1, 2, 3].map(() => vault.cipher(tenantA, "guest-1")));
    expect(unwraps()).toBe(1);
  });

  it("holds no more keys than it may", async () => {
    const vault = process({ maxKeys: 10, isMistrusting: true });
    for (let guest = 0; guest < 30; guest += 1) await vault.cipher(tenantA, `guest-${guest}`);
    const before = unwraps();
    await vault.cipher(tenantA, "guest-29");
    expect(unwraps()).toBe(before);
    await vault.cipher(tenantA, "guest-0");
    expect(unwraps()).toBe(before + 1);
  });

  it("ends a cipher in somebody's hand, also one whose key the cache has let go", async () => {
    const vault = process({ maxKeys: 4 });
    const held = await vault.cipher(tenantA, "guest-1");
    const sealed = held.seal("Mrs Ito", "place");
    for (let guest = 2; guest < 30; guest += 1) await vault.cipher(tenantA, `guest-${guest}`);
    await vault.destroy(tenantA, "guest-1");
    expect(held.open(sealed, "place")).toBeNull();
    expect(() => held.seal("Mrs Ito", "place")).toThrow("destroyed");
  });

  it("keeps nothing that was read while its subject was erased", async () => {
    let hold = (): void => undefined;
    const slow: KeyRecords = {
      ...records,
      get: async (...owner) => {
        const record = await records.get(...owner);
        if (owner[1] === "guest-1" && record !== null)
          await new Promise<void>((resolve) => (hold = resolve));
        return record;
      },
    };
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    const vault = process({ records: slow });
    const reading = vault.cipher(tenantA, "guest-1");
    await new Promise(setImmediate);
    await vault.destroy(tenantA, "guest-1");
    hold();
    expect((await reading).open(sealed, "place")).toBeNull();
  });
});

it("calls a fault of our own by its own name, not KMS's", async () => {
  const broken = { ...records, get: () => Promise.reject(new TypeError("ours")) };
  await expect(process({ records: broken }).cipher(tenantA, "guest-1")).rejects.toThrow(TypeError);
  expect(counted).toEqual([]);
});

describe("KMS refusing", () => {
  it.each([
    ["AccessDeniedException", "kms_denied"],
    ["ThrottlingException", "kms_throttled"],
    ["LimitExceededException", "kms_throttled"],
    ["KMSInvalidStateException", "kms_unusable"],
    ["DisabledException", "kms_unusable"],
    ["NotFoundException", "kms_missing"],
    ["KMSInternalException", "kms_unavailable"],
  ])("with %s is called %s, and nothing is sealed or stored", async (name, ours) => {
    wire.refuseNext(name, name === "KMSInternalException" ? 500 : 400);
    const refused = process().cipher(tenantA, "guest-1");
    await expect(refused).rejects.toMatchObject({ name: ours });
    await expect(refused).rejects.not.toThrow("secret details");
    expect(records.all()).toEqual([]);
    expect(counted).toEqual(["vault.failed"]);
  });

  it("is counted once for each call that brought no key, and no call that did is", async () => {
    await process().cipher(tenantA, "guest-1");
    const vault = process();
    wire.refuseNext("AccessDeniedException");
    await expect(vault.opener(tenantA, "guest-1")).rejects.toThrow("denied");
    wire.loseNext();
    await expect(vault.fingerprint(tenantA, "+15550100")).rejects.toThrow("unavailable");
    await vault.cipher(tenantA, "guest-1");
    expect(counted).toEqual(["vault.failed", "vault.failed"]);
  });

  it("to unwrap leaves the record, and the next use reads as if nothing had been", async () => {
    const sealed = (await process().cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
    const vault = process();
    wire.refuseNext("ThrottlingException");
    await expect(vault.cipher(tenantA, "guest-1")).rejects.toMatchObject({ why: "throttled" });
    expect((await vault.cipher(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
  });
});

it("tells KMS, whose log is in the clear, ids and nothing else", async () => {
  const vault = process();
  (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
  await vault.fingerprint(tenantA, "+15550100");
  await process().cipher(tenantA, "guest-1");
  expect(wire.calls().map(({ context }) => context)).toEqual([
    { tenant: tenantA, purpose: "tenant key" },
    { tenant: tenantA, purpose: "tenant key" },
  ]);
});

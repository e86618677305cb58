import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Blobs } from "#core/ports/blobs";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const textAt = async (blobs: Blobs, key: string): Promise<string | null> => {
  const blob = await blobs.get(tenantA, key);
  return blob === null ? null : new TextDecoder().decode(blob.bytes);
};

export const blobsContract = contractOf<Blobs>("Blobs", [
  [
    "gives back what was put, with its hash",
    async (blobs) => {
      const put = await blobs.put(tenantA, "evidence/run-1.zip", bytes("one\0two\n"));
      expect(put).toEqual({ outcome: "put", sha256: hashOf("one\0two\n") });
      const blob = await blobs.get(tenantA, "evidence/run-1.zip");
      expect(blob).toEqual({ bytes: bytes("one\0two\n"), sha256: hashOf("one\0two\n") });
    },
  ],
  [
    "keeps an empty one, too",
    async (blobs) => {
      await blobs.put(tenantA, "empty", bytes(""));
      expect(await textAt(blobs, "empty")).toBe("");
    },
  ],
  [
    "gives nothing under a key that has none",
    async (blobs) => {
      expect(await blobs.get(tenantA, "evidence/run-1.zip")).toBeNull();
    },
  ],
  [
    "says so when the very same is put again",
    async (blobs) => {
      await blobs.put(tenantA, "evidence/run-1.zip", bytes("one"));
      const again = await blobs.put(tenantA, "evidence/run-1.zip", bytes("one"));
      expect(again).toEqual({ outcome: "same", sha256: hashOf("one") });
    },
  ],
  [
    "leaves what is there when something else is put in its place",
    async (blobs) => {
      await blobs.put(tenantA, "evidence/run-1.zip", bytes("one"));
      const other = await blobs.put(tenantA, "evidence/run-1.zip", bytes("other"));
      expect(other.outcome).toBe("taken");
      expect(await textAt(blobs, "evidence/run-1.zip")).toBe("one");
    },
  ],
  [
    "lets one of two win that put at the same time",
    async (blobs) => {
      const texts = ["one", "two", "three", "four"];
      const puts = await Promise.all(
        texts.map((text) => blobs.put(tenantA, "evidence/run-1.zip", bytes(text))),
      );
      const outcomes = puts.map(({ outcome }) => outcome);
      expect(outcomes.toSorted()).toEqual(["put", "taken", "taken", "taken"]);
      const winner = texts[outcomes.indexOf("put")];
      expect(await textAt(blobs, "evidence/run-1.zip")).toBe(winner);
    },
  ],
  [
    "lists the keys that begin so, in order, also one that lies under another",
    async (blobs) => {
      for (const key of ["evidence/b", "evidence/a.zip", "evidence/a.zip/part", "exports/1"])
        await blobs.put(tenantA, key, bytes(key));
      const evidence = ["evidence/a.zip", "evidence/a.zip/part", "evidence/b"];
      expect(await blobs.list(tenantA, "evidence/")).toEqual(evidence);
      expect(await blobs.list(tenantA, "evidence/a")).toEqual(evidence.slice(0, 2));
      expect(await blobs.list(tenantA, "")).toEqual([...evidence, "exports/1"]);
      expect(await blobs.list(tenantA, "invoices/")).toEqual([]);
    },
  ],
  [
    "forgets what is deleted, and has room for it anew",
    async (blobs) => {
      await blobs.put(tenantA, "evidence/run-1.zip", bytes("one"));
      await blobs.delete(tenantA, "evidence/run-1.zip");
      await blobs.delete(tenantA, "evidence/run-1.zip");
      expect(await textAt(blobs, "evidence/run-1.zip")).toBeNull();
      expect(await blobs.list(tenantA, "")).toEqual([]);
      expect(await blobs.put(tenantA, "evidence/run-1.zip", bytes("two"))).toMatchObject({
        outcome: "put",
      });
    },
  ],
  [
    "keeps tenants apart",
    async (blobs) => {
      await blobs.put(tenantA, "evidence/run-1.zip", bytes("one"));
      expect(await blobs.get(tenantB, "evidence/run-1.zip")).toBeNull();
      expect(await blobs.list(tenantB, "")).toEqual([]);
      await blobs.delete(tenantB, "evidence/run-1.zip");
      expect(await textAt(blobs, "evidence/run-1.zip")).toBe("one");
    },
  ],
  [
    "refuses names that could be taken for others, or climb out of the tenant's room",
    async (blobs) => {
      for (const key of ["", "/a", "a/", "a//b", "../tenant-b/a", "a/../b", ".a", "A", "a b", "ä"])
        await expect(async () => blobs.put(tenantA, key, bytes("one"))).rejects.toThrow("named");
    },
  ],
]);

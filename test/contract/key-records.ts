import { expect } from "vitest";
import type { KeyRecord, KeyRecords } from "#adapters/aws/kms-keys";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const record = (name: string, under: string | null = "tenant-key"): KeyRecord => ({
  name,
  wrapped: new Uint8Array([1, 0, 255]),
  under,
});

/** Bytes come back from one place as a view, from another as a buffer. */
const plain = (found: KeyRecord | null) =>
  found === null ? null : { ...found, wrapped: [...found.wrapped] };

export const keyRecordsContract = contractOf<KeyRecords>("KeyRecords", [
  [
    "has none at first",
    async (records) => {
      expect(await records.get(tenantA, "guest-1")).toBeNull();
    },
  ],
  [
    "gives back what was put, byte by byte",
    async (records) => {
      const standing = await records.putIfAbsent(tenantA, "guest-1", record("one"));
      expect(plain(standing)).toEqual(plain(record("one")));
      expect(plain(await records.get(tenantA, "guest-1"))).toEqual(plain(record("one")));
    },
  ],
  [
    "knows which one is under none",
    async (records) => {
      await records.putIfAbsent(tenantA, "guest-1", record("one", null));
      expect((await records.get(tenantA, "guest-1"))?.under).toBeNull();
    },
  ],
  [
    "keeps the first, and tells the second of it",
    async (records) => {
      await records.putIfAbsent(tenantA, "guest-1", record("one"));
      const standing = await records.putIfAbsent(tenantA, "guest-1", record("two"));
      expect(plain(standing)).toEqual(plain(record("one")));
      expect(plain(await records.get(tenantA, "guest-1"))).toEqual(plain(record("one")));
    },
  ],
  [
    "tells all who put at once of the same one",
    async (records) => {
      const names = ["one", "two", "three", "four"];
      const standing = await Promise.all(
        names.map((name) => records.putIfAbsent(tenantA, "guest-1", record(name))),
      );
      const kept = await records.get(tenantA, "guest-1");
      expect(standing.map(({ name }) => name)).toEqual(names.map(() => kept?.name));
    },
  ],
  [
    "has none once it is deleted, and room for another",
    async (records) => {
      await records.putIfAbsent(tenantA, "guest-1", record("one"));
      await records.delete(tenantA, "guest-1");
      await records.delete(tenantA, "guest-1");
      expect(await records.get(tenantA, "guest-1")).toBeNull();
      const standing = await records.putIfAbsent(tenantA, "guest-1", record("two"));
      expect(standing.name).toBe("two");
    },
  ],
  [
    "tells the names of many at once, each in the place of who was asked about",
    async (records) => {
      await records.putIfAbsent(tenantA, "guest-1", record("one"));
      await records.putIfAbsent(tenantB, "guest-1", record("other"));
      await records.putIfAbsent(tenantA, "guest-2", record("two"));
      await records.delete(tenantA, "guest-2");
      const asked = [
        { tenant: tenantB, subject: "guest-1" },
        { tenant: tenantA, subject: "guest-2" },
        { tenant: tenantA, subject: "guest-1" },
      ];
      expect(await records.namesOf(asked)).toEqual(["other", null, "one"]);
      expect(await records.namesOf([])).toEqual([]);
    },
  ],
  [
    "tells of more than one request may ask for, also where a name fits no key",
    async (records) => {
      const guests = Array.from({ length: 120 }, (_, guest) => `guest-${guest}`);
      for (const guest of guests) await records.putIfAbsent(tenantA, guest, record(guest));
      const subjects = ["x".repeat(3_000), ...guests];
      const names = await records.namesOf(
        subjects.map((subject) => ({ tenant: tenantA, subject })),
      );
      expect(names).toEqual([null, ...guests]);
    },
  ],
  [
    "keeps subjects and tenants apart",
    async (records) => {
      await records.putIfAbsent(tenantA, "guest-1", record("one"));
      expect(await records.get(tenantA, "guest-2")).toBeNull();
      expect(await records.get(tenantB, "guest-1")).toBeNull();
      await records.delete(tenantB, "guest-1");
      await records.delete(tenantA, "guest-2");
      expect((await records.get(tenantA, "guest-1"))?.name).toBe("one");
    },
  ],
]);

import type { KeyRecords } from "#adapters/aws/kms-keys";
import { keyRecordsContract } from "#test/contract/key-records";
import { type Lie, liarsOf } from "#test/contract/liars/liar";
import { memoryKeyRecords } from "#test/support/memory-key-records";
import { tenantA } from "#test/support/sample-commits";

const lie = (
  lie: string,
  twist: (honest: KeyRecords) => KeyRecords,
  ...breaks: readonly string[]
): Lie<KeyRecords> => ({
  lie,
  breaks,
  makeStage: () => ({ port: twist(memoryKeyRecords()), close: () => undefined }),
});

export const keyRecordsLiars = liarsOf(keyRecordsContract, [
  lie(
    "has a record of everybody",
    (records) => ({
      ...records,
      get: async (...owner) =>
        (await records.get(...owner)) ?? { name: "any", wrapped: new Uint8Array(), under: null },
    }),
    "has none at first",
    "has none once it is deleted, and room for another",
  ),
  lie(
    "keeps texts, not bytes",
    (records) => ({
      ...records,
      putIfAbsent: (tenant, subject, { wrapped, ...record }) =>
        records.putIfAbsent(tenant, subject, {
          ...record,
          wrapped: new TextEncoder().encode(new TextDecoder().decode(wrapped)),
        }),
    }),
    "gives back what was put, byte by byte",
  ),
  lie(
    "puts everything under something",
    (records) => ({
      ...records,
      get: async (...owner) => {
        const record = await records.get(...owner);
        return record && { ...record, under: record.under ?? "" };
      },
    }),
    "knows which one is under none",
  ),
  lie(
    "keeps the last",
    (records) => ({
      ...records,
      putIfAbsent: async (tenant, subject, record) => {
        await records.delete(tenant, subject);
        return records.putIfAbsent(tenant, subject, record);
      },
    }),
    "keeps the first, and tells the second of it",
  ),
  lie(
    "tells everybody that theirs stands",
    (records) => ({
      ...records,
      putIfAbsent: async (tenant, subject, record) => {
        await records.putIfAbsent(tenant, subject, record);
        return record;
      },
    }),
    "keeps the first, and tells the second of it",
    "tells all who put at once of the same one",
  ),
  lie(
    "deletes nothing",
    (records) => ({ ...records, delete: async () => undefined }),
    "has none once it is deleted, and room for another",
  ),
  lie(
    "has one record for all",
    (records) => ({
      get: () => records.get(tenantA, "everybody"),
      namesOf: async (owners) => owners.map(() => "everybody"),
      putIfAbsent: (_tenant, _subject, record) => records.putIfAbsent(tenantA, "everybody", record),
      delete: () => records.delete(tenantA, "everybody"),
    }),
    "keeps subjects and tenants apart",
  ),
  lie(
    "tells the names that it finds, and not of whom",
    (records) => ({
      ...records,
      namesOf: async (owners) => (await records.namesOf(owners)).filter((name) => name !== null),
    }),
    "tells the names of many at once, each in the place of who was asked about",
    "tells of more than one request may ask for, also where a name fits no key",
  ),
  lie(
    "tells of the first hundred",
    (records) => ({
      ...records,
      namesOf: (owners) => records.namesOf(owners.slice(0, 100)),
    }),
    "tells of more than one request may ask for, also where a name fits no key",
  ),
]);

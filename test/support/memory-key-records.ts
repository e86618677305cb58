import type { KeyRecord, KeyRecords } from "#adapters/aws/kms-keys";

export type MemoryKeyRecords = KeyRecords & {
  readonly all: () => readonly (KeyRecord & { readonly owner: string })[];
};

/** The table of wrapped keys, for tests: what several processes share. */
export const memoryKeyRecords = (): MemoryKeyRecords => {
  const rows = new Map<string, KeyRecord>();
  const nameOf = (tenant: string, subject: string) => JSON.stringify([tenant, subject]);
  return {
    get: async (tenant, subject) => rows.get(nameOf(tenant, subject)) ?? null,
    namesOf: async (owners) =>
      owners.map(({ tenant, subject }) => rows.get(nameOf(tenant, subject))?.name ?? null),
    putIfAbsent: async (tenant, subject, record) => {
      const standing = rows.get(nameOf(tenant, subject)) ?? record;
      rows.set(nameOf(tenant, subject), standing);
      return standing;
    },
    delete: async (tenant, subject) => {
      rows.delete(nameOf(tenant, subject));
    },
    all: () => [...rows].map(([owner, record]) => ({ owner, ...record })),
  };
};

import { newKeyName } from "#adapters/aws/key-name";
import {
  type KeyRecord,
  type KmsDeps,
  makeByKms,
  type NamedKey,
  unwrapByKms,
} from "#adapters/aws/kms-keys";
import { createLru } from "#adapters/lru";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";

/** Under what the tenant's key stands among those of its subjects. No subject is called so, and no erasure reaches it. */
export const tenantKeySubject = "@key";

/** What is given is used at once and not held: only so do its bounds hold. */
export type TenantKeys = {
  /** The key that stands in the table at this moment, made by KMS where there is none: for who wraps. */
  readonly standing: (tenant: TenantId) => Promise<NamedKey>;
  /** `null` where that key stands no more. */
  readonly named: (tenant: TenantId, name: string) => Promise<NamedKey | null>;
};

/** How many unwrapped keys of tenants a process may hold, how long, and how often each may wrap or unwrap. */
export type TenantKeyBounds = {
  readonly maxKeys: number;
  readonly maxAgeMs: number;
  readonly maxUses: number;
};

type Kept = NamedKey & { readonly until: Instant; uses: number };

/**
 * The keys that wrap those of a tenant's subjects: one each, itself wrapped by KMS. Of an erasure nothing depends on how
 * long they are kept, since an erased subject's own key is gone; but a key of KMS that was switched off is missed only then.
 */
export const createTenantKeys = (deps: KmsDeps, bounds: TenantKeyBounds): TenantKeys => {
  const { records, clock } = deps;
  const cache = createLru<Kept>({ maxCount: bounds.maxKeys });
  const loads = new Map<string, Promise<Kept>>();

  const keep = (tenant: TenantId, { name, key }: NamedKey): Kept => {
    const kept = { name, key, until: plusMs(clock.now(), bounds.maxAgeMs), uses: 0 };
    cache.set(tenant, kept);
    return kept;
  };

  const known = (tenant: TenantId, name: string): Kept | null => {
    const kept = cache.get(tenant);
    const isGood = kept?.name === name && clock.now() < kept.until && kept.uses < bounds.maxUses;
    return isGood ? kept : null;
  };

  /** With whoever is asking just now, or by asking KMS. */
  const unwrapped = (tenant: TenantId, record: KeyRecord): Promise<Kept> => {
    const load = `${record.name} ${tenant}`;
    const underWay = loads.get(load);
    if (underWay !== undefined) return underWay;
    const begun = unwrapByKms(deps, tenant, record)
      .then((key) => keep(tenant, { name: record.name, key }))
      .finally(() => loads.delete(load));
    loads.set(load, begun);
    return begun;
  };

  const use = (kept: Kept): NamedKey => {
    kept.uses += 1;
    return kept;
  };

  const ofRecord = async (tenant: TenantId, record: KeyRecord): Promise<NamedKey> =>
    use(known(tenant, record.name) ?? (await unwrapped(tenant, record)));

  /** Of two that race to make it, one wins. */
  const make = async (tenant: TenantId): Promise<NamedKey> => {
    const { key, wrapped } = await makeByKms(deps, tenant);
    const name = newKeyName({ tenant, subject: tenantKeySubject }, clock.now());
    const mine = { name, wrapped, under: null };
    const record = await records.putIfAbsent(tenant, tenantKeySubject, mine);
    return record.name === name ? use(keep(tenant, { name, key })) : ofRecord(tenant, record);
  };

  return {
    standing: async (tenant) => {
      const record = await records.get(tenant, tenantKeySubject);
      return record === null ? make(tenant) : ofRecord(tenant, record);
    },

    named: async (tenant, name) => {
      const kept = known(tenant, name);
      if (kept !== null) return use(kept);
      const record = await records.get(tenant, tenantKeySubject);
      return record?.name === name ? ofRecord(tenant, record) : null;
    },
  };
};

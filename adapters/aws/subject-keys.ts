import { randomBytes } from "node:crypto";
import { awsFailure } from "#adapters/aws/failures";
import { type KeyOwner, newKeyName } from "#adapters/aws/key-name";
import {
  type KeyRecord,
  type KeyRecords,
  keyIn,
  type KmsDeps,
  type NamedKey,
} from "#adapters/aws/kms-keys";
import type { TenantKeys } from "#adapters/aws/tenant-keys";
import { decrypt, encrypt, keyBytes } from "#adapters/gcm";
import { canonical } from "#core/kernel/canonical";

export type SubjectKeysDeps = Pick<KmsDeps, "clock" | "metrics"> & {
  readonly records: KeyRecords;
  readonly tenantKeys: TenantKeys;
};

/** The subject's key, unwrapped under its tenant's. */
export const findKey = async (deps: SubjectKeysDeps, owner: KeyOwner): Promise<NamedKey | null> => {
  const record = await deps.records.get(owner.tenant, owner.subject);
  return record === null ? null : unwrap(deps, owner, record);
};

/** Made here where there is none yet. Of two that race to make it, one wins. */
export const findOrMakeKey = async (deps: SubjectKeysDeps, owner: KeyOwner): Promise<NamedKey> =>
  (await findKey(deps, owner)) ?? makeKey(deps, owner);

/** `bytes` are the new key, and are wiped. */
export const makeKey = async (
  deps: SubjectKeysDeps,
  owner: KeyOwner,
  bytes: Buffer = randomBytes(keyBytes),
): Promise<NamedKey> => {
  const under = await deps.tenantKeys.standing(owner.tenant);
  const name = newKeyName(owner, deps.clock.now());
  const wrapped = encrypt(under.key, bytes, contextOf(owner, name));
  const key = keyIn(bytes);
  const mine = { name, wrapped, under: under.name };
  const standing = await deps.records.putIfAbsent(owner.tenant, owner.subject, mine);
  return standing.name === name ? { name, key } : unwrap(deps, owner, standing);
};

const unwrap = async (
  deps: SubjectKeysDeps,
  owner: KeyOwner,
  { name, wrapped, under }: KeyRecord,
): Promise<NamedKey> => {
  const tenantKey = under === null ? null : await deps.tenantKeys.named(owner.tenant, under);
  try {
    if (tenantKey === null) throw new Error("Cannot unwrap without the tenant's key");
    return {
      name,
      key: keyIn(decrypt(tenantKey.key, Buffer.from(wrapped), contextOf(owner, name))),
    };
  } catch {
    // Of another subject, or of a tenant whose key is gone: nothing that passes.
    deps.metrics.count("vault.failed");
    throw awsFailure("vault", "unusable", "a key that its tenant's key does not open");
  }
};

/** A wrapped key opens for its owner and under its name, and nowhere else. */
const contextOf = ({ tenant, subject }: KeyOwner, name: string): string =>
  canonical(["data key", tenant, subject, name]);

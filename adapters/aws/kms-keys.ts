import { createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { awsFailure, calling } from "#adapters/aws/failures";
import { type KeyOwner, newKeyName } from "#adapters/aws/key-name";
import { keyBytes } from "#adapters/gcm";
import type { TenantId } from "#core/kernel/ids";
import type { Clock } from "#core/ports/clock";
import type { Metrics } from "#core/ports/metrics";

/** A data key as it may be stored: only KMS can unwrap it, and only for its owner. */
export type KeyRecord = { readonly name: string; readonly wrapped: Uint8Array };

/** At most one record per subject. Where it is kept, backups must not outlive a deletion. */
export interface KeyRecords {
  /** As of now: a record that was deleted or put before the call is seen as such. */
  get(tenant: TenantId, subject: string): Promise<KeyRecord | null>;
  /** Puts the record unless there is one; answers the one that then stands. */
  putIfAbsent(tenant: TenantId, subject: string, record: KeyRecord): Promise<KeyRecord>;
  delete(tenant: TenantId, subject: string): Promise<void>;
}

export type KeysDeps = {
  readonly kms: KMSClient;
  /** The key of this stage that wraps all data keys: its id or ARN. */
  readonly keyId: string;
  readonly records: KeyRecords;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "count">;
};

export type DataKey = { readonly name: string; readonly key: KeyObject };

/** The owner's key, unwrapped by KMS. */
export const findKey = async (deps: KeysDeps, owner: KeyOwner): Promise<DataKey | null> => {
  const record = await deps.records.get(owner.tenant, owner.subject);
  return record === null ? null : unwrap(deps, owner, record);
};

/** Made by KMS where there is none yet. Of two that race to make it, one wins. */
export const findOrMakeKey = async (deps: KeysDeps, owner: KeyOwner): Promise<DataKey> =>
  (await findKey(deps, owner)) ?? makeKey(deps, owner);

const makeKey = async (deps: KeysDeps, owner: KeyOwner): Promise<DataKey> => {
  const { key, wrapped } = await asking(deps, async () => {
    const made = await deps.kms.send(
      new GenerateDataKeyCommand({
        KeyId: deps.keyId,
        KeySpec: "AES_256",
        EncryptionContext: contextOf(owner),
      }),
    );
    if (made.CiphertextBlob === undefined) throw awsFailure("kms", "refused", "no wrapped key");
    return { key: keyIn(made.Plaintext), wrapped: made.CiphertextBlob };
  });
  const name = newKeyName(owner, deps.clock.now());
  const mine = { name, wrapped };
  const standing = await deps.records.putIfAbsent(owner.tenant, owner.subject, mine);
  return standing.name === name ? { name, key } : unwrap(deps, owner, standing);
};

const unwrap = async (
  deps: KeysDeps,
  owner: KeyOwner,
  { name, wrapped }: KeyRecord,
): Promise<DataKey> => {
  const key = await asking(deps, async () => {
    const output = await deps.kms.send(
      new DecryptCommand({
        KeyId: deps.keyId, // Without it KMS would try whatever key the wrapped one names.
        CiphertextBlob: wrapped,
        EncryptionContext: contextOf(owner),
      }),
    );
    return keyIn(output.Plaintext);
  });
  return { name, key };
};

/** Counted once for each call that has brought no key, after the SDK's own repetitions: an alarm looks there. */
const asking = async <T>({ metrics }: KeysDeps, call: () => Promise<T>): Promise<T> => {
  try {
    return await calling("kms", call);
  } catch (error) {
    metrics.count("vault.failed");
    throw error;
  }
};

/** Ids only: CloudTrail writes it down in the clear. The role of a function may be held to its `tenant`. */
const contextOf = ({ tenant, subject }: KeyOwner): Record<string, string> => ({
  tenant,
  subject,
  purpose: "data key",
});

/** Leaves the bytes in one place only, and there they cannot be printed. */
const keyIn = (bytes: Uint8Array | undefined): KeyObject => {
  if (bytes?.length !== keyBytes) throw awsFailure("kms", "refused", "no data key of 32 bytes");
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

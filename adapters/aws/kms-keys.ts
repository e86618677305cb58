import { createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { awsFailure, calling } from "#adapters/aws/failures";
import type { KeyOwner } from "#adapters/aws/key-name";
import { keyBytes } from "#adapters/gcm";
import type { TenantId } from "#core/kernel/ids";
import type { Clock } from "#core/ports/clock";
import type { Metrics } from "#core/ports/metrics";

/**
 * A key as it may be stored: whoever holds the bytes alone cannot use it. `under` names the tenant's key that it is wrapped
 * under; the tenant's own is wrapped by KMS, and is under none.
 */
export type KeyRecord = {
  readonly name: string;
  readonly wrapped: Uint8Array;
  readonly under: string | null;
};

/** At most one record per subject. Where it is kept, backups must not outlive a deletion. */
export interface KeyRecords {
  /** As of now: a record that was deleted or put before the call is seen as such. */
  get(tenant: TenantId, subject: string): Promise<KeyRecord | null>;
  /** The names of these owners' keys in their order, as of now; `null` where there is none. No owner may stand twice. */
  namesOf(owners: readonly KeyOwner[]): Promise<readonly (string | null)[]>;
  /** Puts the record unless there is one; answers the one that then stands. */
  putIfAbsent(tenant: TenantId, subject: string, record: KeyRecord): Promise<KeyRecord>;
  delete(tenant: TenantId, subject: string): Promise<void>;
}

export type KmsDeps = {
  readonly kms: KMSClient;
  /** The key of this stage that wraps the tenants' keys: its id or ARN. */
  readonly keyId: string;
  readonly records: KeyRecords;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "count">;
};

export type NamedKey = { readonly name: string; readonly key: KeyObject };

type Kms = Pick<KmsDeps, "kms" | "keyId" | "metrics">;

/** A new key for the tenant, and the same as only KMS can unwrap it. */
export const makeByKms = (
  deps: Kms,
  tenant: TenantId,
): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }> =>
  asking(deps, async () => {
    const made = await deps.kms.send(
      new GenerateDataKeyCommand({
        KeyId: deps.keyId,
        KeySpec: "AES_256",
        EncryptionContext: contextOf(tenant),
      }),
    );
    if (made.CiphertextBlob === undefined) throw awsFailure("kms", "refused", "no wrapped key");
    return { key: keyOfKms(made.Plaintext), wrapped: made.CiphertextBlob };
  });

export const unwrapByKms = (
  deps: Kms,
  tenant: TenantId,
  { wrapped }: KeyRecord,
): Promise<KeyObject> =>
  asking(deps, async () => {
    const output = await deps.kms.send(
      new DecryptCommand({
        KeyId: deps.keyId, // Without it KMS would try whatever key the wrapped one names.
        CiphertextBlob: wrapped,
        EncryptionContext: contextOf(tenant),
      }),
    );
    return keyOfKms(output.Plaintext);
  });

/** Leaves the bytes in one place only, and there they cannot be printed. */
export const keyIn = (bytes: Uint8Array): KeyObject => {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

/** Counted once for each call that has brought no key, after the SDK's own repetitions: an alarm looks there. */
const asking = async <T>({ metrics }: Kms, call: () => Promise<T>): Promise<T> => {
  try {
    return await calling("kms", call);
  } catch (error) {
    metrics.count("vault.failed");
    throw error;
  }
};

/** Ids only: CloudTrail writes it down in the clear. The role of a function may be held to its `tenant`. */
const contextOf = (tenant: TenantId): Record<string, string> => ({ tenant, purpose: "tenant key" });

const keyOfKms = (bytes: Uint8Array | undefined): KeyObject => {
  if (bytes?.length !== keyBytes) throw awsFailure("kms", "refused", "no data key of 32 bytes");
  return keyIn(bytes);
};

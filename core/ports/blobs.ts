import type { Hex, TenantId } from "#core/kernel/ids";

export type Blob = {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, taken when they were written. */
  readonly sha256: Hex;
};

/**
 * What is written once and kept whole: bundles of evidence, exports. A key is a path of lower-case names
 * (`evidence/2026-03/run-1.zip`) in the tenant's own room.
 */
export interface Blobs {
  /**
   * Writes the bytes unless the key has some. `same`: it has these (our own retry, mostly). `taken`: it has
   * others, and they stay. Whatever it is, nobody ever sees half of them.
   */
  put(
    tenant: TenantId,
    key: string,
    bytes: Uint8Array,
  ): Promise<{ readonly outcome: "put" | "same" | "taken"; readonly sha256: Hex }>;
  /** Throws where the bytes are not those that were written. */
  get(tenant: TenantId, key: string): Promise<Blob | null>;
  /** The tenant's keys that begin so, in order. */
  list(tenant: TenantId, prefix: string): Promise<readonly string[]>;
  delete(tenant: TenantId, key: string): Promise<void>;
}

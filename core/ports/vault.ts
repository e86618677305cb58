import type { Hex, TenantId } from "#core/kernel/ids";

/**
 * Seals and opens the personal fields of one subject (a customer) with that subject's data key.
 * `context` is authenticated (associated data): a sealed text opens only in the place it was sealed for.
 */
export interface Cipher {
  seal(plain: string, context: string): string;
  /** `null` where it was sealed by a key that has been destroyed. Throws where it was tampered with. */
  open(sealed: string, context: string): string | null;
}

/** Who only reads. */
export type Opener = Pick<Cipher, "open">;

export interface Vault {
  /** The subject's cipher; its key is made at first use. After `destroy`, new text is sealed by a new key. */
  cipher(tenant: TenantId, subject: string): Promise<Cipher>;
  /** For reading alone: makes no key, so whoever looks at an erased subject leaves no trace. */
  opener(tenant: TenantId, subject: string): Promise<Opener>;
  /**
   * Destroys every key of the subject. What they sealed cannot be read again, by anyone: in this process at once,
   * and in another that has just read it as soon as its own copy has aged, which takes minutes at most.
   */
  destroy(tenant: TenantId, subject: string): Promise<void>;
  /** HMAC-SHA256 under a key of the tenant: equal texts can be found, none can be guessed from outside. */
  fingerprint(tenant: TenantId, text: string): Promise<Hex>;
}

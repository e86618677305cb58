import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import type { Database } from "#adapters/local/database";
import { decrypt, encrypt, keyBytes } from "#adapters/local/gcm";
import { readKeyFile } from "#adapters/local/key-file";
import { createKeyRing, type KeyRing, refuseForeignKeyFile } from "#adapters/local/key-ring";
import { as, type TenantId } from "#core/kernel/ids";
import type { Cipher, Vault } from "#core/ports/vault";

export type LocalVault = Vault & {
  /** Told at the moment of destruction, for whoever keeps opened text in memory. */
  readonly onDestroyed: (listener: (tenant: TenantId) => void) => void;
};

/** The subject whose key stands for the tenant itself: fingerprints, signing secrets of its endpoints. */
export const tenantSubject = "#tenant";

/**
 * Keys in the database, wrapped by the key file.
 *
 * A key is in the log before anything sealed with it can be: `cipher` resolves only after the COMMIT of a
 * subject's first key; and where a subject comes back after its erasure, `seal` itself commits the new key
 * before it returns. The log reaches the disk in its order, so no crash leaves a sealed text without its key.
 */
export const createVault = ({
  db,
  keyFile,
}: {
  readonly db: Database;
  readonly keyFile: string;
}): LocalVault => {
  const hasKeys = db.get("SELECT 1 FROM keys LIMIT 1") !== undefined;
  const masterKey = createSecretKey(readKeyFile(keyFile, hasKeys));
  refuseForeignKeyFile(db, masterKey, keyFile);

  const ring = createKeyRing(db, masterKey);
  const listeners: ((tenant: TenantId) => void)[] = [];
  const makeKey = (tenant: TenantId, subject: string) =>
    db.commit(
      () => ring.make(tenant, subject),
      (made) => ring.keep(tenant, subject, made),
    );

  return {
    cipher: async (tenant, subject) => {
      if (!ring.hasEver(tenant, subject)) await makeKey(tenant, subject);
      return cipherOf(db, ring, { tenant, subject });
    },

    destroy: async (tenant, subject) => {
      await db.write(
        () => ring.destroy(tenant, subject),
        () => {
          ring.evict(tenant, subject);
          for (const tell of listeners) tell(tenant);
        },
      );
      await db.checkpoint(); // Until then an older copy of the page stands in the write-ahead log.
    },

    fingerprint: async (tenant, text) => {
      if (ring.live(tenant, tenantSubject) === null) await makeKey(tenant, tenantSubject);
      const { key } = liveKey(ring, tenant, tenantSubject);
      return as(createHmac("sha256", pepperOf(key)).update(text).digest("hex"));
    },

    onDestroyed: (listener) => {
      listeners.push(listener);
    },
  };
};

/** Derived from the tenant's key, and gone from memory with it. */
const peppers = new WeakMap<KeyObject, KeyObject>();

const pepperOf = (key: KeyObject): KeyObject => {
  const known = peppers.get(key);
  if (known !== undefined) return known;
  const bytes = Buffer.from(hkdfSync("sha256", key, "", "aro fingerprint", keyBytes));
  const pepper = createSecretKey(bytes);
  peppers.set(key, pepper);
  return pepper;
};

type Owner = { readonly tenant: TenantId; readonly subject: string };

/** Holds no key itself, but asks the ring each time: a cipher in somebody's hand ends with its key. */
const cipherOf = (db: Database, ring: KeyRing, { tenant, subject }: Owner): Cipher => ({
  seal: (plain, context) => {
    if (ring.live(tenant, subject) === null) {
      // Only after an erasure, so the blocking write is rare. Reading never comes here: to look at an
      // erased customer must not give them a key again.
      ring.keep(
        tenant,
        subject,
        db.writeNow(() => ring.make(tenant, subject)),
      );
    }
    const { generation, key } = liveKey(ring, tenant, subject);
    return `${generation}.${encrypt(key, Buffer.from(plain), context).toString("base64url")}`;
  },

  open: (sealed, context) => {
    const match = /^([1-9]\d{0,9})\.([A-Za-z0-9_-]+)$/.exec(sealed);
    if (match === null) throw new Error("Cannot open: this is not a sealed text");
    const [, generation, text = ""] = match;
    const key = ring.ofGeneration(tenant, subject, Number(generation));
    return key === null ? null : decrypt(key, Buffer.from(text, "base64url"), context).toString();
  },
});

const liveKey = (ring: KeyRing, tenant: TenantId, subject: string) => {
  const live = ring.live(tenant, subject);
  if (live === null) throw new Error("Cannot seal: the key has just been destroyed");
  return live;
};

import { createSecretKey } from "node:crypto";
import type { Database } from "#adapters/local/database";
import { readKeyFile } from "#adapters/local/key-file";
import {
  createKeyRing,
  type KeyRing,
  refuseForeignKeyFile,
  type SubjectKeys,
} from "#adapters/local/key-ring";
import { fingerprintBy, openText, sealText, tenantSubject } from "#adapters/sealed-text";
import type { TenantId } from "#core/kernel/ids";
import type { Cipher, Vault } from "#core/ports/vault";

export type LocalVault = Vault & {
  /** Told at the moment of destruction, for whoever keeps opened text in memory. */
  readonly onDestroyed: (listener: (tenant: TenantId) => void) => void;
};

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
      const keys = ring.of(tenant, subject);
      if (!keys.hasEver()) await makeKey(tenant, subject);
      return cipherOf(db, ring, { tenant, subject, keys });
    },

    opener: async (tenant, subject) =>
      cipherOf(db, ring, { tenant, subject, keys: ring.of(tenant, subject) }),

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
      const keys = ring.of(tenant, tenantSubject);
      if (keys.live() === null) await makeKey(tenant, tenantSubject);
      const { key } = liveKey(keys);
      return fingerprintBy(key, text);
    },

    onDestroyed: (listener) => {
      listeners.push(listener);
    },
  };
};

type Owner = {
  readonly tenant: TenantId;
  readonly subject: string;
  readonly keys: SubjectKeys;
};

/** Holds no key itself, but asks the ring each time: a cipher in somebody's hand ends with its key. */
const cipherOf = (db: Database, ring: KeyRing, { tenant, subject, keys }: Owner): Cipher => ({
  seal: (plain, context) => {
    if (keys.live() === null) {
      // Only after an erasure, so the blocking write is rare. Reading never comes here: to look at an
      // erased customer must not give them a key again.
      ring.keep(
        tenant,
        subject,
        db.writeNow(() => ring.make(tenant, subject)),
      );
    }
    const { generation, key } = liveKey(keys);
    return sealText({ name: String(generation), key }, plain, context);
  },

  open: (sealed, context) =>
    openText(sealed, context, (name) => keys.ofGeneration(generationIn(name))),
});

const generationIn = (name: string): number => {
  if (!/^[1-9]\d{0,9}$/.test(name)) throw new Error("Cannot open: this is not a sealed text");
  return Number(name);
};

const liveKey = (keys: SubjectKeys) => {
  const live = keys.live();
  if (live === null) throw new Error("Cannot seal: the key has just been destroyed");
  return live;
};

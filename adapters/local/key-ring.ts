import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { dataUnusable } from "#adapters/local/data-unusable";
import type { Database } from "#adapters/local/database";
import { decrypt, encrypt, keyBytes } from "#adapters/gcm";
import { createLru } from "#adapters/lru";
import { canonical } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";

type LiveKey = { readonly generation: number; readonly key: KeyObject };

/** The data keys of all subjects, wrapped in the database and unwrapped, as far as they are in use, here. */
export type KeyRing = {
  /** Asks anew at each call: whoever holds it sees a key made and destroyed. */
  readonly of: (tenant: TenantId, subject: string) => SubjectKeys;
  /** Makes the subject's next key, unless it has a live one. Call it inside a transaction, and `keep` after. */
  readonly make: (tenant: TenantId, subject: string) => LiveKey | null;
  /** Has what `make` made in memory, and not only on the disk. */
  readonly keep: (tenant: TenantId, subject: string, made: LiveKey | null) => void;
  /** Call it inside a transaction, and `evict` after. */
  readonly destroy: (tenant: TenantId, subject: string) => void;
  readonly evict: (tenant: TenantId, subject: string) => void;
};

export type SubjectKeys = {
  /** The subject's newest key, or `null` where it never had one or lost it. */
  readonly live: () => LiveKey | null;
  readonly hasEver: () => boolean;
  /** `null` where the key has been destroyed. Throws where there has never been such a key. */
  readonly ofGeneration: (generation: number) => KeyObject | null;
};

/** Generation → key, or `null` for a destroyed one; and the newest, which is asked for with every field. */
type Generations = {
  readonly all: ReadonlyMap<number, KeyObject | null>;
  readonly live: LiveKey | null;
};

type Row = { readonly generation: number; readonly wrapped: Uint8Array | null };

const maxCachedSubjects = 4_000;

export const createKeyRing = (db: Database, masterKey: KeyObject): KeyRing => {
  const cache = createLru<Generations>({ maxCount: maxCachedSubjects });

  const generationsOf = (name: string, tenant: TenantId, subject: string): Generations => {
    const known = cache.get(name);
    if (known !== undefined) return known;

    const rows = db.all<Row>(selectKeys, tenant, subject);
    const generations = generationsIn(
      rows.map(({ generation, wrapped }) => {
        const context = wrapContext(tenant, subject, generation);
        return [generation, wrapped === null ? null : unwrapped(masterKey, wrapped, context)];
      }),
    );
    if (rows.length > 0) cache.set(name, generations);
    return generations;
  };

  /** `null` where there is one of this generation already. */
  const added = (tenant: TenantId, subject: string, generation: number): LiveKey | null => {
    const context = wrapContext(tenant, subject, generation);
    const bytes = randomBytes(keyBytes);
    const wrapped = encrypt(masterKey, bytes, context);
    const isNew = db.run(insertKey, tenant, subject, generation, wrapped) === 1;
    const key = isNew ? createSecretKey(bytes) : null;
    bytes.fill(0);
    return key && { generation, key };
  };

  return {
    of: (tenant, subject) => {
      const name = nameOf(tenant, subject);
      const generations = () => generationsOf(name, tenant, subject);
      return {
        live: () => generations().live,
        hasEver: () => generations().all.size > 0,
        ofGeneration: (generation) => {
          const key = generations().all.get(generation);
          if (key === undefined) throw new Error(`Cannot open: there is no key ${generation}`);
          return key;
        },
      };
    },
    make: (tenant, subject) => {
      const first = added(tenant, subject, 1);
      if (first !== null) return first;
      const newest = db.get<Row>(selectNewest, tenant, subject);
      if (newest === undefined || newest.wrapped !== null) return null;
      return added(tenant, subject, newest.generation + 1);
    },
    keep: (tenant, subject, made) => {
      const name = nameOf(tenant, subject);
      if (made?.generation === 1) cache.set(name, generationsIn([[1, made.key]]));
      else cache.delete(name); // An older one goes before it, or somebody else was first: read again.
    },
    destroy: (tenant, subject) => {
      db.run("UPDATE keys SET wrapped = NULL WHERE tenant = ? AND subject = ?", tenant, subject);
    },
    evict: (tenant, subject) => {
      cache.delete(nameOf(tenant, subject));
    },
  };
};

const generationsIn = (keys: readonly (readonly [number, KeyObject | null])[]): Generations => {
  const [generation, key] = keys.at(-1) ?? [0, null];
  return { all: new Map(keys), live: key === null ? null : { generation, key } };
};

const unwrapped = (masterKey: KeyObject, wrapped: Uint8Array, context: string): KeyObject => {
  const bytes = decrypt(masterKey, Buffer.from(wrapped), context);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

/** Finds out at start, not at the first customer, that this key file belongs to other data. */
export const refuseForeignKeyFile = (db: Database, masterKey: KeyObject, path: string): void => {
  const row = db.get<Row & { tenant: TenantId; subject: string }>(
    "SELECT * FROM keys WHERE wrapped IS NOT NULL LIMIT 1",
  );
  if (row === undefined || row.wrapped === null) return;
  try {
    const context = wrapContext(row.tenant, row.subject, row.generation);
    decrypt(masterKey, Buffer.from(row.wrapped), context);
  } catch {
    throw dataUnusable("vault_key_unusable", path, "it is not the key that sealed this data");
  }
};

const nameOf = (tenant: TenantId, subject: string): string =>
  `${tenant.length}:${tenant}${subject}`;

const wrapContext = (tenant: TenantId, subject: string, generation: number): string =>
  canonical(["data key", tenant, subject, generation]);

const selectKeys =
  "SELECT generation, wrapped FROM keys WHERE tenant = ? AND subject = ? ORDER BY generation";
const selectNewest = `${selectKeys} DESC LIMIT 1`;
const insertKey = `INSERT INTO keys (tenant, subject, generation, wrapped) VALUES (?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

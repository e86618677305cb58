import { sha256Hex } from "#core/kernel/hash";
import type { Hex, TenantId } from "#core/kernel/ids";
import type { Cipher, Vault } from "#core/ports/vault";
import { textHash } from "#test/simulation/chance";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { World } from "#test/simulation/world";

/**
 * Keys in memory. What it seals is really sealed: by a key, a generation and a place, and what was moved elsewhere or
 * whose key is gone does not open. It is only no secret from whoever knows this file.
 */
export type SimVault = {
  readonly cipherOf: (tenant: TenantId, subject: string) => Cipher;
  readonly destroy: (tenant: TenantId, subject: string) => void;
  readonly fingerprint: (tenant: TenantId, text: string) => Hex;
  /** Grows with every destruction. */
  readonly epoch: () => number;
};

type Ring = { generation: number; readonly keys: Map<number, number> };

export const createSimVault = (seed: number): SimVault => {
  const rings = new Map<string, Ring>();
  const prints = new Map<TenantId, Map<string, Hex>>();
  let epoch = 0;
  const ringOf = (tenant: TenantId, subject: string): Ring => {
    const name = `${tenant} ${subject}`;
    const known = rings.get(name);
    if (known !== undefined) return known;
    const ring: Ring = { generation: 0, keys: new Map() };
    rings.set(name, ring);
    return ring;
  };
  return {
    cipherOf: (tenant, subject) => {
      const ring = ringOf(tenant, subject);
      return {
        seal: (plain, context) => {
          if (!ring.keys.has(ring.generation)) {
            ring.generation += 1;
            ring.keys.set(
              ring.generation,
              textHash(`${seed} ${tenant} ${subject} ${ring.generation}`),
            );
          }
          const key = ring.keys.get(ring.generation) ?? 0;
          const mark = (textHash(plain) ^ textHash(context) ^ key) >>> 0;
          return `${ring.generation}.${mark.toString(16)}.${scrambled(Buffer.from(plain), key).toString("hex")}`;
        },
        open: (sealed, context) => opened(ring, sealed, context),
      };
    },
    destroy: (tenant, subject) => {
      ringOf(tenant, subject).keys.clear();
      epoch += 1;
    },
    fingerprint: (tenant, text) => {
      const own = prints.get(tenant) ?? new Map<string, Hex>();
      prints.set(tenant, own);
      const known = own.get(text);
      if (known !== undefined) return known;
      const print = sha256Hex(`${seed} ${tenant} ${text}`);
      own.set(text, print);
      return print;
    },
    epoch: () => epoch,
  };
};

const opened = (ring: Ring, sealed: string, context: string): string | null => {
  const [generation = "", mark = "", text = ""] = sealed.split(".");
  const key = ring.keys.get(Number(generation));
  if (key === undefined) return null;
  const plain = scrambled(Buffer.from(text, "hex"), key).toString();
  if (((textHash(plain) ^ textHash(context) ^ key) >>> 0).toString(16) !== mark)
    throw new Error("Cannot open: the text was sealed elsewhere, or changed");
  return plain;
};

const scrambled = (bytes: Buffer, key: number): Buffer => {
  let state = key | 1;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[index] = (bytes[index] ?? 0) ^ (state >>> 24);
  }
  return bytes;
};

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly vault: SimVault;
  readonly isDown: () => boolean;
  readonly own: (invocation: Invocation, tenant: TenantId, call: string) => void;
};

/** Fingerprints are made where the code runs, with a key at hand; ciphers and destruction ask the key service. */
export const vaultPort = (parts: Parts, invocation: Invocation): Vault => {
  const { door, vault, own, isDown } = parts;
  const cipher: Vault["cipher"] = (tenant, subject) => {
    own(invocation, tenant, "vault.cipher");
    return door.effect(invocation, "vault.cipher", () => {
      if (isDown()) throw keysDown;
      return vault.cipherOf(tenant, subject);
    });
  };
  return {
    cipher,
    opener: cipher,
    destroy: (tenant, subject) => {
      own(invocation, tenant, "vault.destroy");
      return door.effect(invocation, "vault.destroy", () => {
        if (isDown()) throw keysDown;
        vault.destroy(tenant, subject);
      });
    },
    fingerprint: async (tenant, text) => {
      own(invocation, tenant, "vault.fingerprint");
      return vault.fingerprint(tenant, text);
    },
  };
};

const keysDown = Object.assign(new Error("The key service does not answer"), { name: "KeysDown" });

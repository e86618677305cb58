import type { KeyObject } from "node:crypto";
import { type KeyOwner, madeAt } from "#adapters/aws/key-name";
import { createKeyRing, type HeldKey, type KeyCache, type KeyRing } from "#adapters/aws/key-ring";
import type { KeysDeps } from "#adapters/aws/kms-keys";
import { fingerprintBy, openText, sealText, tenantSubject } from "#adapters/sealed-text";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Cipher, Vault } from "#core/ports/vault";

/**
 * Data keys wrapped by KMS, one per subject. A key is in the table before anything sealed with it can be.
 *
 * Plaintext keys stay in this process for `maxAgeMs` at most. `destroy` ends them here at once, with every
 * cipher in somebody's hand; another process that holds the key may read with it until its copy has aged.
 * While KMS refuses or cannot be reached, `cipher` and `fingerprint` throw what is the matter: nothing is ever
 * sealed with less than the subject's key.
 */
export const createVault = ({
  cache = ordinaryCache,
  ...deps
}: KeysDeps & { readonly cache?: KeyCache }): Vault => {
  const ring = createKeyRing(deps, cache);
  return {
    cipher: async (tenant, subject) => {
      const owner = { tenant, subject };
      const { held, isFresh } = await ring.find(owner);
      return cipherOf(ring, owner, held, isFresh);
    },

    destroy: (tenant, subject) => ring.destroy({ tenant, subject }),

    // One call of KMS for each tenant and cache age, not one for each look-up.
    fingerprint: async (tenant, text) => {
      const { held } = await ring.find({ tenant, subject: tenantSubject });
      return fingerprintBy(usable(held), text);
    },
  };
};

const ordinaryCache: KeyCache = { maxKeys: 2_000, maxAgeMs: 300_000 };

const cipherOf = (ring: KeyRing, owner: KeyOwner, held: HeldKey, isFresh: boolean): Cipher => ({
  seal: (plain, context) => sealText({ name: held.name, key: usable(held) }, plain, context),

  open: (sealed, context) =>
    openText(sealed, context, (name) => {
      if (name === held.name) return held.isDestroyed() ? null : usable(held);
      const made = madeAt(owner, name);
      if (made === null) throw new Error("Cannot open: it was sealed for somebody else");
      if (isFresh || isCertainlyOlder(made, held.loadedAt)) return null; // One key lives at a time.
      // Erased, and back since this process has read the key: what it holds is of yesterday.
      ring.forget(owner);
      throw new Error("Cannot open: there is a newer key; ask for the cipher again");
    }),
});

const usable = (held: HeldKey): KeyObject => {
  const key = held.key();
  if (key === null) throw new Error("Cannot use a key that was destroyed or is too old: ask again");
  return key;
};

/** The clocks of two machines may differ by as much. */
const skewMs = 60_000;

const isCertainlyOlder = (made: Instant, loadedAt: Instant): boolean =>
  made < plusMs(loadedAt, -skewMs);

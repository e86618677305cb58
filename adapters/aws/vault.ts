import type { KeyObject } from "node:crypto";
import { type KeyOwner, madeAt } from "#adapters/aws/key-name";
import {
  createKeyRing,
  type Found,
  type HeldKey,
  type KeyCache,
  type KeyRing,
} from "#adapters/aws/key-ring";
import type { KmsDeps } from "#adapters/aws/kms-keys";
import { createTenantKeys, type TenantKeyBounds } from "#adapters/aws/tenant-keys";
import { fingerprintBy, openText, sealText, tenantSubject } from "#adapters/sealed-text";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Opener, Vault } from "#core/ports/vault";

/**
 * Data keys, one per subject, wrapped under their tenant's key, and that one by KMS: so KMS is asked for each tenant, and not
 * for each subject. A key is in the table before anything sealed with it can be, and whose record is deleted is erased: the
 * tenant's key opens nothing that its own key has sealed.
 *
 * Plaintext keys stay in this process for `maxAgeMs` at most. `destroy` ends them here at once, with every
 * cipher in somebody's hand; another process that holds the key may read with it until its copy has aged, but
 * seals no more under it: whoever asks for a cipher is given the key that stands in the table at that moment.
 * While KMS refuses or cannot be reached, `cipher` and `fingerprint` throw what is the matter: nothing is ever
 * sealed with less than the subject's key.
 */
export const createVault = ({
  cache = ordinaryCache,
  tenantKeys: bounds = ordinaryBounds,
  ...deps
}: KmsDeps & { readonly cache?: KeyCache; readonly tenantKeys?: TenantKeyBounds }): Vault => {
  const ring = createKeyRing({ ...deps, tenantKeys: createTenantKeys(deps, bounds) }, cache);
  return {
    cipher: async (tenant, subject) => {
      const owner = { tenant, subject };
      const found = await ring.standing(owner);
      return {
        seal: (plain, context) =>
          sealText({ name: found.held.name, key: usable(found.held) }, plain, context),
        ...openerOf(ring, owner, found),
      };
    },

    opener: async (tenant, subject) => {
      const owner = { tenant, subject };
      return openerOf(ring, owner, await ring.find(owner));
    },

    destroy: (tenant, subject) => ring.destroy({ tenant, subject }),

    // The key of look-ups is a subject's like any other: what wraps does not also fingerprint.
    fingerprint: async (tenant, text) => {
      const { held } = await ring.findOrMake({ tenant, subject: tenantSubject });
      return fingerprintBy(usable(held), text);
    },
  };
};

const ordinaryCache: KeyCache = { maxKeys: 2_000, maxAgeMs: 300_000 };

/** Each costs a call of KMS an hour and container. The uses are far below what AES-GCM bears under one key. */
const ordinaryBounds: TenantKeyBounds = { maxKeys: 500, maxAgeMs: 3_600_000, maxUses: 100_000 };

const openerOf = (ring: KeyRing, owner: KeyOwner, found: Found<HeldKey | null>): Opener => ({
  open: (sealed, context) =>
    openText(sealed, context, (name) => keyNamed(ring, owner, found, name)),
});

const keyNamed = (
  ring: KeyRing,
  owner: KeyOwner,
  { held, loadedAt, isFresh }: Found<HeldKey | null>,
  name: string,
): KeyObject | null => {
  if (name === held?.name) return held.isDestroyed() ? null : usable(held);
  const made = madeAt(owner, name);
  if (made === null) throw new Error("Cannot open: it was sealed for somebody else");
  // One key lives at a time, and of the table we know as much as this.
  if (isFresh || isCertainlyOlder(made, loadedAt)) return null;
  // Erased, and back since this process has read the key: what it holds is of yesterday.
  ring.forget(owner);
  throw new Error("Cannot open: there may be a newer key; ask for it again");
};

const usable = (held: HeldKey): KeyObject => {
  const key = held.key();
  if (key === null) throw new Error("Cannot use a key that was destroyed or is too old: ask again");
  return key;
};

/** The clocks of two machines may differ by as much. */
const skewMs = 60_000;

const isCertainlyOlder = (made: Instant, loadedAt: Instant): boolean =>
  made < plusMs(loadedAt, -skewMs);

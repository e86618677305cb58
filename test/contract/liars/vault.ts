import { createHash, randomBytes } from "node:crypto";
import { as } from "#core/kernel/ids";
import type { Cipher, Vault } from "#core/ports/vault";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { vaultContract } from "#test/contract/vault";
import { tenantA } from "#test/support/sample-commits";

const lie = lying<Vault>(({ vault }) => vault);

const twistingCiphers = (twist: (cipher: Cipher) => Cipher) => (vault: Vault) => ({
  ...vault,
  cipher: async (...owner: Parameters<Vault["cipher"]>) => twist(await vault.cipher(...owner)),
});

export const vaultLiars = liarsOf(vaultContract, [
  lie(
    "seals nothing",
    twistingCiphers(() => ({ seal: (plain) => plain, open: (sealed) => sealed })),
    "opens what it sealed",
    "does not open for another subject or tenant",
    "opens nothing any more when the subject's keys are destroyed",
  ),
  lie(
    "makes a new key for every cipher",
    (vault) => {
      let count = 0;
      const cipher: Vault["cipher"] = (tenant, subject) => {
        count += 1;
        return vault.cipher(tenant, `${subject}#${count}`);
      };
      return { ...vault, cipher };
    },
    "opens with a cipher that is asked for later",
    "opens with either of two ciphers that were asked for at once",
  ),
  lie(
    "leaves an empty text as it is",
    twistingCiphers((cipher) => ({
      ...cipher,
      seal: (plain, context) => (plain === "" ? "" : cipher.seal(plain, context)),
    })),
    "seals an empty text, too",
  ),
  lie(
    "ignores the context",
    twistingCiphers((cipher) => ({
      seal: (plain) => cipher.seal(plain, ""),
      open: (sealed) => cipher.open(sealed, ""),
    })),
    "refuses to open in another place",
  ),
  lie(
    "calls erased whatever it cannot open",
    twistingCiphers((cipher) => ({
      ...cipher,
      open: (sealed, context) => {
        try {
          return cipher.open(sealed, context);
        } catch {
          return null;
        }
      },
    })),
    "refuses to open in another place",
    "refuses to open what was tampered with",
    "does not open for another subject or tenant",
  ),
  lie(
    "seals equal texts equally",
    twistingCiphers((cipher) => {
      const known = new Map<string, string>();
      const seal: Cipher["seal"] = (plain, context) => {
        const sealed = known.get(plain) ?? cipher.seal(plain, context);
        known.set(plain, sealed);
        return sealed;
      };
      return { ...cipher, seal };
    }),
    "seals the same text differently each time",
  ),
  lie(
    "has one key for everybody",
    (vault) => ({
      ...vault,
      cipher: () => vault.cipher(tenantA, "everybody"),
      destroy: () => vault.destroy(tenantA, "everybody"),
    }),
    "does not open for another subject or tenant",
    "destroys one subject's keys and nobody else's",
  ),
  lie(
    "still opens after destroy",
    (vault) => ({ ...vault, destroy: async () => undefined }),
    "opens nothing any more when the subject's keys are destroyed",
    "opens nothing any more through a cipher that was in somebody's hand",
    "seals by a new key after the old one was destroyed",
  ),
  lie(
    "remembers in a cipher what it has sealed",
    twistingCiphers((cipher) => {
      const known = new Map<string, string>();
      const seal: Cipher["seal"] = (plain, context) => {
        const sealed = cipher.seal(plain, context);
        known.set(sealed, plain);
        return sealed;
      };
      return {
        seal,
        open: (sealed, context) => known.get(sealed) ?? cipher.open(sealed, context),
      };
    }),
    "opens nothing any more through a cipher that was in somebody's hand",
  ),
  lie(
    "opens for nobody who only reads",
    (vault) => ({ ...vault, opener: async () => ({ open: () => null }) }),
    "opens for who only reads",
  ),
  lie(
    "has one key for all who only read",
    (vault) => ({
      ...vault,
      cipher: () => vault.cipher(tenantA, "everybody"),
      opener: () => vault.opener(tenantA, "everybody"),
    }),
    "opens nothing of others for who only reads",
  ),
  lie(
    "remembers in an opener what it has opened with",
    (vault) => {
      const opened = new Map<string, string>();
      return {
        ...vault,
        cipher: async (...owner) => {
          const cipher = await vault.cipher(...owner);
          const seal: Cipher["seal"] = (plain, context) => {
            const sealed = cipher.seal(plain, context);
            opened.set(sealed, plain);
            return sealed;
          };
          return { ...cipher, seal };
        },
        opener: async (...owner) => {
          const opener = await vault.opener(...owner);
          return { open: (sealed, context) => opened.get(sealed) ?? opener.open(sealed, context) };
        },
      };
    },
    "opens nothing for who only reads once the keys are destroyed, also through what was in their hand",
  ),
  lie(
    "gives random fingerprints",
    (vault) => ({ ...vault, fingerprint: async () => as(randomBytes(32).toString("hex")) }),
    "finds equal texts by equal fingerprints",
  ),
  lie(
    "gives a bare hash for a fingerprint",
    (vault) => ({
      ...vault,
      fingerprint: async (_, text) => as(createHash("sha256").update(text).digest("hex")),
    }),
    "gives fingerprints that nobody outside can compute, nor compare between tenants",
  ),
  lie(
    "has one fingerprint key for all tenants",
    (vault) => ({ ...vault, fingerprint: (_, text) => vault.fingerprint(tenantA, text) }),
    "gives fingerprints that nobody outside can compute, nor compare between tenants",
  ),
]);

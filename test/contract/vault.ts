import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Vault } from "#core/ports/vault";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

/** Changes one bit of the last byte that the text encodes. */
const tampered = (sealed: string): string => {
  const flipped = sealed.at(-3) === "A" ? "B" : "A";
  return `${sealed.slice(0, -3)}${flipped}${sealed.slice(-2)}`;
};

export const vaultContract = contractOf<Vault>("Vault", [
  [
    "opens what it sealed",
    async (vault) => {
      const cipher = await vault.cipher(tenantA, "guest-1");
      const sealed = cipher.seal("Mrs Itō 🌸", "place");
      expect(sealed).not.toContain("Mrs");
      expect(cipher.open(sealed, "place")).toBe("Mrs Itō 🌸");
    },
  ],
  [
    "opens with a cipher that is asked for later",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      expect((await vault.cipher(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
    },
  ],
  [
    "opens with either of two ciphers that were asked for at once",
    async (vault) => {
      const [one, two] = await Promise.all([
        vault.cipher(tenantA, "guest-1"),
        vault.cipher(tenantA, "guest-1"),
      ]);
      expect(two.open(one.seal("Mrs Ito", "place"), "place")).toBe("Mrs Ito");
    },
  ],
  [
    "opens for who only reads",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      expect((await vault.opener(tenantA, "guest-1")).open(sealed, "place")).toBe("Mrs Ito");
    },
  ],
  [
    "opens nothing for who only reads once the keys are destroyed, also through what was in their hand",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      const held = await vault.opener(tenantA, "guest-1");
      await vault.destroy(tenantA, "guest-1");
      expect(held.open(sealed, "place")).toBeNull();
      expect((await vault.opener(tenantA, "guest-1")).open(sealed, "place")).toBeNull();
    },
  ],
  [
    "opens nothing of others for who only reads",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      await vault.cipher(tenantA, "guest-2");
      const neighbour = await vault.opener(tenantA, "guest-2");
      expect(() => neighbour.open(sealed, "place")).toThrow();
    },
  ],
  [
    "seals an empty text, too",
    async (vault) => {
      const cipher = await vault.cipher(tenantA, "guest-1");
      expect(cipher.open(cipher.seal("", "place"), "place")).toBe("");
    },
  ],
  [
    "refuses to open in another place",
    async (vault) => {
      const cipher = await vault.cipher(tenantA, "guest-1");
      const sealed = cipher.seal("Mrs Ito", "place");
      expect(() => cipher.open(sealed, "another place")).toThrow();
    },
  ],
  [
    "refuses to open what was tampered with",
    async (vault) => {
      const cipher = await vault.cipher(tenantA, "guest-1");
      const sealed = cipher.seal("Mrs Ito", "place");
      expect(() => cipher.open(tampered(sealed), "place")).toThrow();
      expect(() => cipher.open(sealed.slice(0, 10), "place")).toThrow();
      expect(() => cipher.open("Mrs Ito", "place")).toThrow();
    },
  ],
  [
    "seals the same text differently each time",
    async (vault) => {
      const cipher = await vault.cipher(tenantA, "guest-1");
      const sealed = new Set([1, 2, 3].map(() => cipher.seal("Mrs Ito", "place")));
      expect(sealed.size).toBe(3);
    },
  ],
  [
    "does not open for another subject or tenant",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      const neighbour = await vault.cipher(tenantA, "guest-2");
      const foreigner = await vault.cipher(tenantB, "guest-1");
      expect(() => neighbour.open(sealed, "place")).toThrow();
      expect(() => foreigner.open(sealed, "place")).toThrow();
    },
  ],
  [
    "opens nothing any more when the subject's keys are destroyed",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      await vault.destroy(tenantA, "guest-1");
      expect((await vault.cipher(tenantA, "guest-1")).open(sealed, "place")).toBeNull();
    },
  ],
  [
    "opens nothing any more through a cipher that was in somebody's hand",
    async (vault) => {
      const held = await vault.cipher(tenantA, "guest-1");
      const sealed = held.seal("Mrs Ito", "place");
      await vault.destroy(tenantA, "guest-1");
      expect(held.open(sealed, "place")).toBeNull();
    },
  ],
  [
    "seals by a new key after the old one was destroyed",
    async (vault) => {
      const before = (await vault.cipher(tenantA, "guest-1")).seal("Mrs Ito", "place");
      await vault.destroy(tenantA, "guest-1");
      const cipher = await vault.cipher(tenantA, "guest-1");
      expect(cipher.open(cipher.seal("Mrs Ito", "place"), "place")).toBe("Mrs Ito");
      expect(cipher.open(before, "place")).toBeNull();
    },
  ],
  [
    "destroys one subject's keys and nobody else's",
    async (vault) => {
      const sealed = (await vault.cipher(tenantA, "guest-2")).seal("Mr Jones", "place");
      const abroad = (await vault.cipher(tenantB, "guest-1")).seal("Mx Roe", "place");
      await vault.destroy(tenantA, "guest-1");
      expect((await vault.cipher(tenantA, "guest-2")).open(sealed, "place")).toBe("Mr Jones");
      expect((await vault.cipher(tenantB, "guest-1")).open(abroad, "place")).toBe("Mx Roe");
    },
  ],
  [
    "finds equal texts by equal fingerprints",
    async (vault) => {
      const once = await vault.fingerprint(tenantA, "+15550100");
      expect(await vault.fingerprint(tenantA, "+15550100")).toBe(once);
      expect(await vault.fingerprint(tenantA, "+15550101")).not.toBe(once);
      expect(once).toMatch(/^[0-9a-f]{64}$/);
    },
  ],
  [
    "gives fingerprints that nobody outside can compute, nor compare between tenants",
    async (vault) => {
      const print = await vault.fingerprint(tenantA, "+15550100");
      expect(print).not.toBe(createHash("sha256").update("+15550100").digest("hex"));
      expect(await vault.fingerprint(tenantB, "+15550100")).not.toBe(print);
    },
  ],
]);

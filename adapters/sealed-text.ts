import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { decrypt, encrypt, keyBytes } from "#adapters/gcm";
import { as, type Hex } from "#core/kernel/ids";

/** The subject whose key stands for the tenant itself: fingerprints, signing secrets of its endpoints. */
export const tenantSubject = "#tenant";

/** A key under the name by which sealed texts call it. */
type NamedKey = { readonly name: string; readonly key: KeyObject };

/** `<name of the key>.<iv | cipher text | tag>`, so that a reader knows which of a subject's keys it was. */
export const sealText = ({ name, key }: NamedKey, plain: string, context: string): string =>
  `${name}.${encrypt(key, plain, context).toString("base64url")}`;

/** Undoes `sealText`. `keyNamed` answers `null` where that key has been destroyed, and throws where it never was. */
export const openText = (
  sealed: string,
  context: string,
  keyNamed: (name: string) => KeyObject | null,
): string | null => {
  const match = /^([0-9a-z]{1,40})\.([A-Za-z0-9_-]+)$/.exec(sealed);
  if (match === null) throw new Error("Cannot open: this is not a sealed text");
  const [, name = "", text = ""] = match;
  const key = keyNamed(name);
  return key === null ? null : decrypt(key, Buffer.from(text, "base64url"), context).toString();
};

/** HMAC-SHA256 under a key derived from the tenant's. */
export const fingerprintBy = (tenantKey: KeyObject, text: string): Hex =>
  as(createHmac("sha256", pepperOf(tenantKey)).update(text).digest("hex"));

/** Derived from the tenant's key, and gone from memory with it. */
const peppers = new WeakMap<KeyObject, KeyObject>();

const pepperOf = (key: KeyObject): KeyObject => {
  const known = peppers.get(key);
  if (known !== undefined) return known;
  const bytes = Buffer.from(hkdfSync("sha256", key, "", "aro fingerprint", keyBytes));
  const pepper = createSecretKey(bytes);
  bytes.fill(0);
  peppers.set(key, pepper);
  return pepper;
};

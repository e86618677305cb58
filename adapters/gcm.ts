import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

export const keyBytes = 32;

/**
 * AES-256-GCM under a fresh random 96-bit IV: `iv | cipher text | tag`. The
 * context is authenticated, not stored. Keys are `KeyObject`s: with raw bytes Node would make one a call,
 * which costs three times what the encryption does.
 */
export const encrypt = (key: KeyObject, plain: Buffer | string, context: string): Buffer => {
  const iv = freshIv();
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const text = typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain);
  cipher.final(); // A stream mode: it gives no more bytes, and lets the tag be taken.
  return Buffer.concat([iv, text, cipher.getAuthTag()]);
};

/** Chance is drawn a page at a time: a call for each twelve bytes costs more than the encryption. */
const pageOfIvs = ivBytes * 340;
let drawn = randomBytes(pageOfIvs);
let used = 0;

const freshIv = (): Buffer => {
  if (used === pageOfIvs) {
    drawn = randomBytes(pageOfIvs);
    used = 0;
  }
  used += ivBytes;
  return drawn.subarray(used - ivBytes, used);
};

/** Throws where key, context or a single bit differ from when it was encrypted. */
export const decrypt = (key: KeyObject, sealed: Buffer, context: string): Buffer => {
  if (sealed.length < ivBytes + tagBytes) throw new Error("Cannot decrypt: the text is cut off");
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plain = decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes));
  decipher.final(); // Gives no more bytes in this mode, but throws where the tag does not fit.
  return plain;
};

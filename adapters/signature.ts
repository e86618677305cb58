import { createHmac, timingSafeEqual } from "node:crypto";

type SignedMessage = {
  readonly algorithm: "sha1" | "sha256";
  /** What the provider signed, in order and as it came: text counts as its UTF-8 bytes. */
  readonly parts: readonly (string | Uint8Array)[];
};

/**
 * Whether any of the offered signatures is the message's HMAC under any of the secrets.
 *
 * Every pair is compared, each in constant time, so neither the place of a difference nor the age of a
 * secret shows in the time taken. An empty secret vouches for nothing: anybody can sign with it.
 */
export const isSignedByAny = (
  message: SignedMessage,
  secrets: readonly string[],
  offered: readonly Uint8Array[],
): boolean => {
  let isSigned = false;
  for (const secret of secrets) {
    const expected = hmac(message, secret);
    for (const signature of offered) {
      const isEqual = signature.length === expected.length && timingSafeEqual(signature, expected);
      isSigned = (isEqual && secret !== "") || isSigned;
    }
  }
  return isSigned;
};

export const hmac = ({ algorithm, parts }: SignedMessage, secret: string): Uint8Array => {
  const mac = createHmac(algorithm, secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** 32 bytes written as 64 hexadecimal digits; `null` where the text is anything else. */
export const sha256FromHex = (text: string): Uint8Array | null =>
  /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : null;

/** 32 bytes in base64, padded; `null` where the text is anything else. */
export const sha256FromBase64 = (text: string): Uint8Array | null =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, "base64") : null;

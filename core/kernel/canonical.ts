import canonicalize from "canonicalize";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * The one spelling of a JSON value (RFC 8785, JSON Canonicalization Scheme): what is hashed, signed or
 * compared is this text. Throws on what JSON cannot say (NaN, infinities, lone surrogates, cycles).
 */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("Cannot canonicalize undefined: JSON has no such value");
  return text;
};

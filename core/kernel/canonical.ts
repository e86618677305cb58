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
 *
 * `JSON.stringify` spells texts and numbers as the RFC wants them (§3.2.2 takes ECMAScript's own
 * spelling), so with its keys in order an ordinary value is spelled natively, three times as fast. Whatever
 * is not ordinary goes to the library, which also knows best how to refuse it.
 */
export const canonical = (value: unknown): string => spelled(value).text;

/** The canonical text together with what a reader would parse from it: a plain copy, without undefined fields. */
export const spelled = <T>(value: T): { readonly text: string; readonly plain: T } => {
  const ordinary = inOrder(value, 0);
  const text = ordinary === notOrdinary ? undefined : JSON.stringify(ordinary);
  if (text !== undefined && !surrogateEscape.test(text)) return { text, plain: ordinary as T };
  const careful = canonicalize(value);
  if (careful === undefined)
    throw new Error("Cannot canonicalize undefined: JSON has no such value");
  return { text: careful, plain: JSON.parse(careful) as T };
};

const notOrdinary = Symbol("not ordinary");
/** How `JSON.stringify` hides a lone surrogate; a text may also just speak of one. */
const surrogateEscape = /\\ud[89a-f]/;
/** An engine lists such keys first and by value, whatever the order of their insertion. */
const looksLikeAnIndex = (key: string): boolean => {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57;
};
const deepest = 200;

/** A copy with all keys in order, by UTF-16 code units (§3.2.3). */
const inOrder = (value: unknown, depth: number): unknown => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : notOrdinary;
    case "object":
      if (value === null) return null;
      if (depth > deepest) return notOrdinary;
      return Array.isArray(value) ? listInOrder(value, depth) : recordInOrder(value, depth);
    case "bigint":
    case "function":
    case "symbol":
    case "undefined":
      return notOrdinary;
  }
};

const listInOrder = (items: readonly unknown[], depth: number): unknown => {
  const copy: unknown[] = [];
  for (const item of items) {
    const ordered = inOrder(item, depth + 1);
    if (ordered === notOrdinary) return notOrdinary;
    copy.push(ordered);
  }
  return copy;
};

const recordInOrder = (value: object, depth: number): unknown => {
  if (Object.getPrototypeOf(value) !== Object.prototype) return notOrdinary;
  const copy: Record<string, unknown> = {};
  for (const key of sorted(Object.keys(value))) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field === undefined) continue;
    const ordered = inOrder(field, depth + 1);
    if (ordered === notOrdinary || key === "__proto__" || looksLikeAnIndex(key)) return notOrdinary;
    copy[key] = ordered;
  }
  return copy;
};

/** Keys come few, and mostly in order already: then an insertion sort does half the work. */
const sorted = (keys: string[]): readonly string[] => {
  if (keys.length > 24) return keys.toSorted();
  for (let from = 1; from < keys.length; from++) {
    const key = keys[from] as string;
    let to = from;
    for (; to > 0 && (keys[to - 1] as string) > key; to--) keys[to] = keys[to - 1] as string;
    keys[to] = key;
  }
  return keys;
};

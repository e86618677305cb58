import type { Json } from "#core/kernel/canonical";
import { ok, type Result, refuse } from "#core/kernel/result";

export type MalformedJson = {
  readonly code: "malformed_json";
  /** Only the kind of fault: the text around it may be somebody's name. */
  readonly details: {
    readonly why:
      | "not_utf8"
      | "syntax"
      | "too_deep"
      | "duplicate_key"
      | "lone_surrogate"
      | "number_too_large";
  };
};

const maxDepth = 64;

/**
 * Reads I-JSON (RFC 7493): the JSON that every reader understands in the same way.
 *
 * What `JSON.parse` lets through and others read differently is refused: equal keys in one object, half a
 * surrogate pair (raw or escaped), a number that no double can hold, more than 64 levels. A key named
 * `__proto__` is a key like any other and changes no prototype. Text must already be decoded, fatally.
 */
export const parseJson = (text: string): Result<Json, MalformedJson> => {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return malformed("syntax"); // Its message quotes the text, so it goes no further.
  }

  const seen: Seen = { keys: 0, fault: null };
  visit(value, 1, seen);
  if (seen.fault !== null) return malformed(seen.fault);
  return seen.keys === countColons(text) ? ok(value) : malformed("duplicate_key");
};

export const malformed = (why: MalformedJson["details"]["why"]) =>
  refuse<MalformedJson>({ code: "malformed_json", details: { why } });

type Seen = { keys: number; fault: MalformedJson["details"]["why"] | null };

const visit = (value: Json, depth: number, seen: Seen): void => {
  if (typeof value === "string") {
    if (hasLoneSurrogate(value)) seen.fault = "lone_surrogate";
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) seen.fault = "number_too_large";
  } else if (typeof value === "object" && value !== null) {
    visitInside(value as readonly Json[] | JsonObject, depth, seen);
  }
};

type JsonObject = { readonly [key: string]: Json };

const visitInside = (value: readonly Json[] | JsonObject, depth: number, seen: Seen): void => {
  if (depth > maxDepth) {
    seen.fault = "too_deep";
    return;
  }
  if (isArray(value)) {
    for (const item of value) visit(item, depth + 1, seen);
    return;
  }
  const keys = Object.keys(value);
  seen.keys += keys.length;
  for (const key of keys) {
    if (hasLoneSurrogate(key)) seen.fault = "lone_surrogate";
    visit(value[key] as Json, depth + 1, seen);
  }
};

const isArray = (value: readonly Json[] | JsonObject): value is readonly Json[] =>
  Array.isArray(value);

/** With the `u` flag a whole pair is one character, so only a half on its own matches. */
const hasLoneSurrogate = (text: string): boolean => /[\uD800-\uDFFF]/u.test(text);

/**
 * Counts the keys that a valid text spells: one colon outside a string for each.
 *
 * `JSON.parse` keeps only the last of equal keys, however they are escaped, so a value with fewer keys than
 * its text has colons lost some.
 */
const countColons = (text: string): number => {
  let colons = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === colon) colons += 1;
    else if (code === quote) at = closingQuote(text, at);
  }
  return colons;
};

const colon = 0x3a;
const quote = 0x22;
const backslash = 0x5c;

const closingQuote = (text: string, opening: number): number => {
  let at = opening + 1;
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) {
    at += code === backslash ? 2 : 1;
  }
  return at;
};

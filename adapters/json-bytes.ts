import type { Json } from "#core/kernel/canonical";
import { type MalformedJson, malformed, parseJson } from "#core/kernel/i-json";
import type { Result } from "#core/kernel/result";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the JSON of a request body. Bytes that are not UTF-8 are refused, and so is a byte order mark. */
export const readJson = (bytes: Uint8Array): Result<Json, MalformedJson> => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return malformed("not_utf8");
  }
  return parseJson(text);
};

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Hex } from "#core/kernel/ids";

/** SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal. */
export const sha256Hex = (text: string): Hex => bytesToHex(sha256(utf8ToBytes(text))) as Hex;

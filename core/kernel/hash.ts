// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient module cannot be imported
/// <reference path="./node-crypto.d.ts" />
// oxlint-disable-next-line eslint/no-restricted-imports -- a function of its argument, and of nothing else
import { hash } from "node:crypto";
import type { Hex } from "#core/kernel/ids";

/** SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal. */
export const sha256Hex = (text: string): Hex => hash("sha256", text) as Hex;

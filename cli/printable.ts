/**
 * A text as a terminal may have it: lines and tabs stay, every other control character is spelled out
 * (`\u001b`). What strangers have written must not move the cursor, write the clipboard (OSC 52) or turn the
 * direction of writing, in seven bits or in eight (C1). The spelling is JSON's own, so a document stays what it is.
 */
export const printable = (text: string): string => text.replace(control, spelled);

const control = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const spelled = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

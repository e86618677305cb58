/**
 * Words that somebody typed elsewhere, fit to be kept and shown: one line, without control characters, marks
 * that turn the direction of writing, or halves of characters, and at most so many characters long. `null`
 * where nothing is left.
 */
export const plainText = (text: string | null | undefined, most: number): string | null => {
  // Nearly every name is plain as it stands, and whole lists of them are read.
  if (text !== null && text !== undefined && text.length <= most && plain.test(text)) return text;
  const line = (text ?? "")
    .slice(0, longest)
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .replace(unwanted, "")
    .replace(/ +/g, " ");
  const kept = Array.from(line.trim()).slice(0, most).join("").trim();
  return kept === "" ? null : kept;
};

/** A hundred characters hold any name; what looks like a link in one is there to be clicked, not to be called. */
export const nameFrom = (text: string | null): string | null =>
  plainText(plainText(text, longest)?.replace(link, " "), 100);

/** An address is kept whole or not at all: half of one is somebody else's. (RFC 5321: 254 characters.) */
export const emailFrom = (text: string | null): string | null => {
  const address = text?.trim() ?? "";
  return address.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(address) ? address : null;
};

/** Whoever types more than this has no name in mind; nothing behind it is even looked at. */
const longest = 4_000;

const plain = /^[!-~]+(?: [!-~]+)*$/;

const link = /(?:https?:\/\/|www\.)\S*/giu;

/** The joiners stay: Persian names and many emoji need them. */
const unwanted = /[\p{Cc}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

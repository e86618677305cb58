/**
 * How many parts the carrier will cut a text into, and in which alphabet; each part is paid for.
 *
 * `units` are septets for `gsm7` (an extension character takes two) and UTF-16 code units for `ucs2`.
 * Source: 3GPP TS 23.038 §6.2.1 (alphabet, extension table), TS 23.040 §9.2.3.24.1 (concatenation).
 */
export type Segments = {
  readonly encoding: "gsm7" | "ucs2";
  readonly units: number;
  readonly segments: number;
};

export const segmentsOf = (text: string): Segments => {
  const characters = Array.from(text);
  const encoding = characters.every(isGsm7) ? "gsm7" : "ucs2";
  const widths = characters.map(encoding === "gsm7" ? septets : (one) => one.length);
  const units = widths.reduce((sum, width) => sum + width, 0);
  return { encoding, units, segments: parts(widths, units, capacity[encoding]) };
};

/** Whether the GSM 7-bit alphabet has this character; one that it lacks makes the whole text UCS-2. */
export const isGsm7 = (character: string): boolean =>
  basic.has(character) || extension.has(character);

/** One part alone has more room than a part of several, which carries a header of six octets. */
const capacity = {
  gsm7: { alone: 160, joined: 153 },
  ucs2: { alone: 70, joined: 67 },
} as const;

/** A character of two units (escape sequence, surrogate pair) is never cut in half: it opens the next part. */
const parts = (
  widths: readonly number[],
  units: number,
  room: { readonly alone: number; readonly joined: number },
): number => {
  if (units === 0) return 0;
  if (units <= room.alone) return 1;

  let count = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > room.joined) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
};

const septets = (character: string): number => (extension.has(character) ? 2 : 1);

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅå" +
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ" +
    " !\"#¤%&'()*+,-./" +
    "0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNO" +
    "PQRSTUVWXYZÄÖÑÜ§" +
    "¿abcdefghijklmno" +
    "pqrstuvwxyzäöñüà",
);

const extension = new Set("\f^{}\\[~]|€");

import { isGsm7 } from "#core/message/segments";

/**
 * The same words in letters that the GSM alphabet has, where that can be done: `Clínica` becomes `Clinica`, a curly
 * quote a straight one. One such letter would cut the room of the whole text from 160 characters to 70.
 *
 * All or nothing: a text that holds Cyrillic or Chinese is UCS-2 whatever we do, so nothing of it is changed.
 */
export const inGsmLetters = (text: string): string => {
  if (plainAscii.test(text)) return text;
  const spelled = text.normalize("NFC").replace(perhapsForeign, spell);
  return Array.from(spelled).every(isGsm7) ? spelled : text;
};

/** Every printable ASCII character but the grave accent is in the alphabet. */
const plainAscii = /^[ -_a-~]*$/;
const perhapsForeign = /[^ -_a-~]/gu;

const spell = (character: string): string => {
  if (isGsm7(character)) return character;
  return spellings.get(character) ?? character.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
};

/** Letters and signs that do not fall apart into a letter and its accent. */
const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "·": ".",
    "•": "-",
    ł: "l",
    Ł: "L",
    đ: "d",
    Đ: "D",
    ı: "i",
    œ: "oe",
    Œ: "OE",
  }),
);

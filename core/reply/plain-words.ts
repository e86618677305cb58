/**
 * Letters, digits and emoji, single-spaced: `"S.T.O.P.!"` is `stop`, `Sí` is `si`, `👍🏽` is `👍`, `yesss`
 * is `yes`, `can't` is `cant`, `3 p.m.` is `3 pm`, `$top` is `stop`. How a text was typed says nothing; what it says does.
 */
export const plainWords = (text: string): string => {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}\p{Cf}'’‘`´]/gu, "")
    .replace(/\$(?=\p{L}{2})/gu, "s")
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, " ")
    .replace(/(\p{Extended_Pictographic})/gu, " $1 ")
    .replace(/(\p{L})\1{2,}/gu, "$1")
    .replace(/(?<=\d) ?([ap]) ?m(?![^ ])/gu, " $1m")
    .replace(/ +/g, " ")
    .trim();
  return words.replace(spelledOut, (letters) => letters.replaceAll(" ", ""));
};

const spelledOut = /(?<![^ ])(?:\p{L} ){2,}\p{L}(?![^ ])/gu;

/** A question mark, however wide or upside down. */
export const asks = (text: string): boolean => /[?¿]/.test(text.normalize("NFKC"));

/** Matches any of these as whole words. Longer ones first, so that "stop all" is not left with its "all". */
export const wordList = (entries: readonly string[]): RegExp => {
  const longestFirst = entries.toSorted((one, other) => other.length - one.length);
  return new RegExp(`(?<![^ ])(?:${longestFirst.join("|")})(?![^ ])`, "gu");
};

/** Phrases to make a whole text of: by their words, and how many words the longest has. */
type Phrases = { readonly all: ReadonlySet<string>; readonly longest: number };

export const phrases = (entries: readonly string[]): Phrases => ({
  all: new Set(entries),
  longest: Math.max(...entries.map((entry) => entry.split(" ").length)),
});

/** Whether the text is nothing but such phrases, one or several, however they are cut apart. */
export const isMadeOf = (said: string, { all, longest }: Phrases): boolean => {
  if (said === "") return false;
  const words = said.split(" ");
  const ends = new Set([0]);
  for (let end = 1; end <= words.length; end++)
    for (let begin = Math.max(0, end - longest); begin < end; begin++)
      if (ends.has(begin) && all.has(words.slice(begin, end).join(" "))) ends.add(end);
  return ends.has(words.length);
};

/** The text without such phrases at its head and at its end. */
export const inside = (said: string, { all, longest }: Phrases): string => {
  let words = said.split(" ");
  for (let taken = 1; taken > 0; ) {
    taken = lengths(longest).find((n) => all.has(words.slice(0, n).join(" "))) ?? 0;
    words = words.slice(taken);
    const atTheEnd = lengths(longest).find((n) => all.has(words.slice(-n).join(" "))) ?? 0;
    words = words.slice(0, words.length - atTheEnd);
    taken += atTheEnd;
  }
  return words.join(" ");
};

const lengths = (longest: number): readonly number[] =>
  Array.from({ length: longest }, (_, n) => longest - n);

export const without = (said: string, words: RegExp): string =>
  said.replace(words, "").replace(/ +/g, " ").trim();

export const holds = (said: string, words: RegExp): boolean => without(said, words) !== said;

export const matches = (patterns: readonly RegExp[], said: string): boolean =>
  patterns.some((pattern) => pattern.test(said));

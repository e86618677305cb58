import {
  cancelsTexts,
  carrierYes,
  confirmFillers,
  confirmWords,
  helpWords,
  negatedOptOut,
  optOutFillers,
  optOutPhrases,
  optOutWords,
  proseAfterStop,
  startWords,
} from "#core/reply/words";

export type Intent =
  | "confirm"
  | "reschedule"
  | "cancel"
  | "question"
  | "stop"
  | "start"
  | "help"
  | "unclear";

export type Understood = {
  readonly intent: Intent;
  /** The word was CANCEL: carriers take it for an opt-out, the customer probably means the visit. */
  readonly alsoCancel: boolean;
  /** The word was YES: from somebody who has opted out, carriers take it for opting in again. */
  readonly alsoStart: boolean;
};

/**
 * Stage one of understanding an answer: words and emoji by table, nothing guessed.
 *
 * Opting out is looked for before anything else. What the table does not know is `unclear`, and goes on
 * to the next stage or to a person. Case, accents, punctuation and the way it was typed do not matter.
 */
export const understand = (text: string): Understood => {
  const said = plainWords(text);
  if (isOptOut(said)) return understood("stop", { alsoCancel: wishesToCancel(said) });

  const bare = without(said, lists.confirmFillers);
  if (startWords.includes(bare)) return understood("start");
  if (helpWords.includes(bare)) return understood("help");
  if (isMadeOf(bare, lists.confirm) && !/[?¿]/.test(text.normalize("NFKC")))
    return understood("confirm", { alsoStart: bare.split(" ").includes(carrierYes) });
  return understood("unclear");
};

const understood = (intent: Intent, also: Partial<Understood> = {}): Understood => ({
  alsoCancel: false,
  alsoStart: false,
  ...also,
  intent,
});

/** Longer entries first, so that "stop all" is not left with its "all". */
const wordList = (entries: readonly string[]): RegExp => {
  const longestFirst = entries.toSorted((one, other) => other.length - one.length);
  return new RegExp(`(?<![^ ])(?:${longestFirst.join("|")})(?![^ ])`, "gu");
};

const lists = {
  optOut: wordList(optOutWords),
  optOutFillers: wordList(optOutFillers),
  confirm: wordList(confirmWords),
  confirmFillers: wordList(confirmFillers),
};

const isOptOut = (said: string): boolean => {
  const bare = without(said, lists.optOutFillers);
  if (isMadeOf(bare, lists.optOut)) return true;
  if (negatedOptOut.test(said)) return false;
  if (/^stop\b/.test(bare) && !proseAfterStop.test(bare)) return true;
  return optOutPhrases.some((phrase) => phrase.test(said));
};

const wishesToCancel = (said: string): boolean =>
  /\bcancel\b/.test(said) && !cancelsTexts.test(said);

/** Letters, digits and emoji, single-spaced: `"S.T.O.P.!"` is `stop`, `Sí` is `si`, `👍🏽` is `👍`. */
const plainWords = (text: string): string => {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}\p{Cf}'’]/gu, "")
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, " ")
    .replace(/(\p{Extended_Pictographic})/gu, " $1 ")
    .trim()
    .split(/\s+/);
  const isSpelledOut = words.length > 2 && words.every((word) => /^\p{L}$/u.test(word));
  return words.join(isSpelledOut ? "" : " ");
};

/** Whether the text is nothing but such words, one or several. */
const isMadeOf = (said: string, words: RegExp): boolean =>
  said !== "" && without(said, words) === "";

const without = (said: string, words: RegExp): string =>
  said.replace(words, "").replace(/ +/g, " ").trim();

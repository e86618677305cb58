import {
  holds,
  inside,
  isMadeOf,
  matches,
  phrases,
  plainWords,
  without,
  wordList,
} from "#core/reply/plain-words";
import { correctSpelling, isMisspelledStop } from "#core/reply/spelling";
import {
  cancelsTexts,
  negatedOptOut,
  optOutFillers,
  optOutPhrases,
  optOutWishes,
  optOutWords,
  politeness,
  proseAfterStop,
  shoutedStop,
  stopAtTheEnd,
  wrongNumber,
} from "#core/reply/words-opt-out";
import {
  moreOptOutPhrases,
  wrongNumberMore,
  wrongNumberTyped,
} from "#core/reply/words-opt-out-more";

type OptOut = {
  readonly rule: "opt_out_word" | "opt_out_phrase" | "wrong_number";
  readonly confidence: number;
  readonly alsoCancel: boolean;
};

/**
 * Whether a text withdraws, in any reasonable words (47 CFR 64.1200(a)(10)).
 *
 * Looked for in what was typed and in what was meant (`said`): a slip must not hide a withdrawal, nor its
 * mending.
 */
export const optOutIn = (text: string, typed: string, said: string): OptOut | null => {
  const spellings = [typed, said].map(withoutFaces);
  const alsoCancel = /\bcancel\b/.test(said) && !cancelsTexts.test(said);
  if (spellings.some(isOptOutWord) || isMisspelledStop(typed))
    return { rule: "opt_out_word", confidence: 1, alsoCancel };
  if (isWrongNumber(text, said))
    return { rule: "wrong_number", confidence: 0.9, alsoCancel: false };
  if (negatedOptOut.test(said)) return null;
  return spellings.some(isOptOutPhrase) || standsOut(text)
    ? { rule: "opt_out_phrase", confidence: 0.95, alsoCancel }
    : null;
};

const isWrongNumber = (text: string, said: string): boolean =>
  matches([wrongNumber, wrongNumberMore], said) || wrongNumberTyped.test(text);

const withdrawing = [...optOutPhrases, ...moreOptOutPhrases];

const lists = {
  words: wordList(optOutWords),
  fillers: wordList([...optOutFillers, ...optOutWishes]),
  plain: phrases([...optOutWords, ...optOutFillers]),
  wished: phrases([...optOutWords, ...optOutFillers, ...optOutWishes]),
  politeness: phrases(politeness),
};

/** However angry somebody looks, the words count; but a stop sign is a word. */
const withoutFaces = (said: string): string =>
  said
    .replace(/(?![🛑⛔])\p{Extended_Pictographic}/gu, "")
    .replace(/ +/g, " ")
    .trim();

/** "I'd like to stop" withdraws, "I'd like to cancel" speaks of the visit; a bare CANCEL is a carrier's word. */
const isOptOutWord = (said: string): boolean =>
  holds(said, lists.words) && isMadeOf(said, /\bcancel\b/.test(said) ? lists.plain : lists.wished);

const isOptOutPhrase = (said: string): boolean => {
  const bare = without(said, lists.fillers);
  if (/^stop\b/.test(bare) && !proseAfterStop.test(bare)) return true;
  return [said, inside(said, lists.politeness)].some(
    (one) => stopAtTheEnd.test(one) || matches(withdrawing, one),
  );
};

/** "Over it. Stop.": a sentence of its own is that word, whatever stands before it, and so is "annoying, quit". */
const hasStopSentence = (text: string): boolean =>
  text.split(/[.!;\n]+/u).some((one) => isAlone(one, sentenceWords)) ||
  text.split(",").some((one) => isAlone(one, clauseWords));

const isAlone = (part: string, words: RegExp): boolean => {
  const said = withoutFaces(correctSpelling(plainWords(part)));
  return holds(said, words) && isMadeOf(said, lists.plain);
};

/** Of these nobody makes a sentence that means the visit, as they do of CANCEL, END or NO MORE. */
const sentenceWords = wordList(["stop", "quit", "enough", "unsubscribe", "basta"]);
const clauseWords = wordList(["stop", "quit", "unsubscribe"]);

const standsOut = (text: string): boolean =>
  (/\p{Ll}/u.test(text) && shoutedStop.test(text)) || hasStopSentence(text);

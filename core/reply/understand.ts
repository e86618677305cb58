import { asks, isMadeOf, phrases, plainWords, without, wordList } from "#core/reply/plain-words";
import { correctSpelling, isMisspelledStop } from "#core/reply/spelling";
import {
  asksOfRules,
  cancelPatterns,
  negatedCancel,
  negatedReschedule,
  reschedulePatterns,
  takenBack,
  unsureChange,
} from "#core/reply/words-change";
import {
  carrierYes,
  clockTime,
  confirmFillers,
  confirmWords,
  helpWords,
  startWords,
  strongConfirmWords,
} from "#core/reply/words-confirm";
import {
  cancelsTexts,
  negatedOptOut,
  optOutFillers,
  optOutWishes,
  optOutPhrases,
  optOutWords,
  proseAfterStop,
  shoutedStop,
  stopAtTheEnd,
  wrongNumber,
} from "#core/reply/words-opt-out";
import { questionPatterns } from "#core/reply/words-question";

export const intents = [
  "confirm",
  "reschedule",
  "cancel",
  "question",
  "stop",
  "start",
  "help",
  "unclear",
] as const;

export type Intent = (typeof intents)[number];

/** What in the table decided; kept with the answer, so that a person can ask why. */
export type Rule =
  | "opt_out_word"
  | "opt_out_phrase"
  | "wrong_number"
  | "start_word"
  | "help_word"
  | "other_time"
  | "gives_up"
  | "asks"
  | "confirm_word"
  | "confirm_phrase"
  | "none";

export type Understood = {
  readonly intent: Intent;
  /** 0 to 1. What is below `leastConfidence` is not acted on. */
  readonly confidence: number;
  readonly rule: Rule;
  /** The word was CANCEL: carriers take it for an opt-out, the customer probably means the visit. */
  readonly alsoCancel: boolean;
  /** The word was YES: from somebody who has opted out, carriers take it for opting in again. */
  readonly alsoStart: boolean;
};

/** Below it a person decides. (domain.md, "Answers") */
export const leastConfidence = 0.7;

export const isCertain = ({ confidence }: Pick<Understood, "confidence">): boolean =>
  confidence >= leastConfidence;

/**
 * Stage one of understanding an answer: words, phrases and emoji by table, English and Spanish at once.
 *
 * Opting out is looked for before anything else. Where an answer says two things, the one that needs a
 * person wins: "yes, but could we do 3pm" asks for another time and confirms nothing. What the table does
 * not know is `unclear`. Case, accents, punctuation and slips of the finger do not matter.
 */
export const understand = (text: string): Understood => {
  const typed = plainWords(text);
  const said = correctSpelling(typed);
  return (
    optOutIn(text, typed, said) ??
    carrierWordIn(said) ??
    changeIn(said) ??
    confirmationIn(text, said) ??
    questionIn(text, said) ??
    understood("unclear", "none", 0)
  );
};

const understood = (
  intent: Intent,
  rule: Rule,
  confidence: number,
  also: Partial<Understood> = {},
): Understood => ({ alsoCancel: false, alsoStart: false, ...also, intent, rule, confidence });

/** Stands for any time of day. */
const aTime = "@";

const lists = {
  optOut: phrases(optOutWords),
  optOutFillers: wordList(optOutFillers),
  optOutWishes: wordList([...optOutFillers, ...optOutWishes]),
  confirm: wordList(confirmWords),
  strongConfirm: wordList(strongConfirmWords),
  confirmFillers: wordList(confirmFillers),
  confirmation: phrases([...confirmWords, ...confirmFillers]),
  confirmationAtATime: phrases([...confirmWords, ...confirmFillers, aTime]),
};

/** Looked for in what was typed and in what was meant: a slip must not hide a withdrawal, nor its mending. */
const optOutIn = (text: string, typed: string, said: string): Understood | null => {
  const spellings = [typed, said];
  const also = { alsoCancel: wishesToCancel(said) };
  if (spellings.some(isOptOutWord) || isMisspelledStop(typed))
    return understood("stop", "opt_out_word", 1, also);
  if (wrongNumber.test(said)) return understood("stop", "wrong_number", 0.9);
  if (negatedOptOut.test(said)) return null;
  return spellings.some(isOptOutPhrase) || isShouted(text)
    ? understood("stop", "opt_out_phrase", 0.95, also)
    : null;
};

const isOptOutWord = (said: string): boolean => {
  const fillers = /\bcancel\b/.test(said) ? lists.optOutFillers : lists.optOutWishes;
  return isMadeOf(said, lists.optOut) || isMadeOf(without(said, fillers), lists.optOut);
};

const isOptOutPhrase = (said: string): boolean => {
  const bare = without(said, lists.optOutWishes);
  if (/^stop\b/.test(bare) && !proseAfterStop.test(bare)) return true;
  return stopAtTheEnd.test(said) || optOutPhrases.some((phrase) => phrase.test(said));
};

const isShouted = (text: string): boolean => /\p{Ll}/u.test(text) && shoutedStop.test(text);

const wishesToCancel = (said: string): boolean =>
  /\bcancel\b/.test(said) && !cancelsTexts.test(said);

const carrierWordIn = (said: string): Understood | null => {
  const bare = without(said, lists.confirmFillers);
  if (startWords.includes(bare)) return understood("start", "start_word", 1);
  return helpWords.includes(bare) ? understood("help", "help_word", 1) : null;
};

/** Another time goes before giving up: whoever asks for both wants the other time. */
const changeIn = (said: string): Understood | null => {
  if (wantsAnotherTime(said)) return understood("reschedule", "other_time", 0.85);
  return givesUp(said) ? understood("cancel", "gives_up", 0.85) : null;
};

const wantsAnotherTime = (said: string): boolean =>
  !matches([negatedReschedule, asksOfRules], said) && matches(reschedulePatterns, said);

const givesUp = (said: string): boolean =>
  !matches([unsureChange, asksOfRules, takenBack, negatedCancel], said) &&
  matches(cancelPatterns, said);

const matches = (patterns: readonly RegExp[], said: string): boolean =>
  patterns.some((pattern) => pattern.test(said));

/** Every word has to be accounted for: one that is not known may be the one that matters. */
const confirmationIn = (text: string, said: string): Understood | null => {
  if (asks(text)) return null;
  const answer = said.replace(atTheHead, "c");
  if (!holds(answer, lists.confirm)) return null;

  const also = { alsoStart: said.split(" ").includes(carrierYes) };
  if (isMadeOf(answer, lists.confirmation))
    return understood("confirm", "confirm_word", 0.95, also);
  const isEcho =
    holds(answer, lists.strongConfirm) &&
    isMadeOf(answer.replace(clockTime, aTime), lists.confirmationAtATime);
  return isEcho ? understood("confirm", "confirm_phrase", 0.8, also) : null;
};

/** At the head of an answer these say yes; elsewhere they are the Spanish "and", and a time or a number. */
const atTheHead = /^(?:y|1(?! (?:\d|am|pm|oclock)))(?= |$)/;

const holds = (said: string, words: RegExp): boolean => without(said, words) !== said;

const questionIn = (text: string, said: string): Understood | null => {
  const isAsked = asks(text) && said.includes(" ");
  return isAsked || matches(questionPatterns, said) ? understood("question", "asks", 0.85) : null;
};

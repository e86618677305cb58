import { confirmationIn } from "#core/reply/confirmation";
import { optOutIn } from "#core/reply/opt-out";
import { ownWords, type OwnWords } from "#core/reply/own-words";
import { asks, inside, matches, phrases, plainWords } from "#core/reply/plain-words";
import { quotedDays, type SaidDay } from "#core/reply/said-day";
import { quotedTimes, type SaidTime } from "#core/reply/said-time";
import { correctSpelling } from "#core/reply/spelling";
import { absencePatterns, notTheVisit, stillAbsent } from "#core/reply/words-absence";
import {
  anotherWay,
  asksOfRules,
  cancelPatterns,
  cancelsElse,
  negatedCancel,
  negatedReschedule,
  reschedulePatterns,
  takenBack,
  unsureChange,
} from "#core/reply/words-change";
import { againstStart, helpWords, startPhrases, startWords } from "#core/reply/words-confirm";
import { carrierStopWords, politeness } from "#core/reply/words-opt-out";
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
  | "reaction"
  | "reaction_alone"
  | "none";

export type Understood = {
  readonly intent: Intent;
  /** 0 to 1. What is below `leastConfidence` is not acted on. */
  readonly confidence: number;
  readonly rule: Rule;
  /** The word was CANCEL: carriers take it for an opt-out, the customer probably means the visit. */
  readonly alsoCancel: boolean;
  /** YES and nothing else: from somebody who has opted out by their word, carriers take it for opting in again. */
  readonly alsoStart: boolean;
  /** The days and times of day that a confirmation names: it is one only of a visit on and at these. */
  readonly days: readonly SaidDay[];
  readonly times: readonly SaidTime[];
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
  const own = ownWords(text);
  if (own.reaction !== null) return reacted(own.reaction, own.quoted);
  const { words } = own;
  const typed = plainWords(words);
  const said = correctSpelling(typed);
  const optOut = optOutIn(words, typed, said);
  if (optOut !== null) return { ...nothingElse, intent: "stop", ...optOut };
  return (
    carrierWordIn(words, said) ??
    changeIn(said) ??
    confirmed(words, said) ??
    questionIn(words, said) ??
    understood("unclear", "none", 0)
  );
};

/** A like is a yes only to a text that asks for one; whatever else is laid on a text is never a withdrawal. */
const reacted = (
  { isGood, asksToConfirm }: NonNullable<OwnWords["reaction"]>,
  quoted: string,
): Understood => {
  if (!isGood) return understood("unclear", "reaction", 1);
  return asksToConfirm
    ? understood("confirm", "reaction", 0.9, {
        days: quotedDays(quoted),
        times: quotedTimes(quoted),
      })
    : understood("unclear", "reaction_alone", 1);
};

const understood = (
  intent: Intent,
  rule: Rule,
  confidence: number,
  also: Partial<Understood> = {},
): Understood => ({ ...nothingElse, ...also, intent, rule, confidence });

const nothingElse = { alsoCancel: false, alsoStart: false, days: [], times: [] };

const polite = phrases(politeness);

/** Opting in again and calling for help are read narrowly: politeness beside the word, and nothing else. */
const carrierWordIn = (text: string, said: string): Understood | null => {
  const bare = inside(said, polite);
  if (startWords.includes(bare)) return understood("start", "start_word", 1);
  if (helpWords.includes(bare)) return understood("help", "help_word", 1);
  const isAsking = !asks(text) && !againstStart.test(said) && matches(startPhrases, said);
  return isAsking ? understood("start", "start_word", 0.9) : null;
};

/** Another time goes before giving up: whoever asks for both wants the other time. */
const changeIn = (said: string): Understood | null => {
  if (wantsAnotherTime(said)) return understood("reschedule", "other_time", 0.85);
  return givesUp(said) ? understood("cancel", "gives_up", 0.85) : null;
};

const wantsAnotherTime = (said: string): boolean =>
  !matches([negatedReschedule, asksOfRules, cancelsElse, anotherWay], said) &&
  matches(reschedulePatterns, said);

const givesUp = (said: string): boolean =>
  !matches([unsureChange, asksOfRules, takenBack, negatedCancel, cancelsElse], said) &&
  (matches(cancelPatterns, said) || staysAway(said));

const staysAway = (said: string): boolean =>
  !notTheVisit.test(said) && absencePatterns.some((pattern) => isAbsence(pattern.exec(said)));

const isAbsence = (found: RegExpExecArray | null): boolean =>
  found !== null && stillAbsent.test(found.input.slice(found.index + found[0].length).trim());

const confirmed = (text: string, said: string): Understood | null => {
  const found = confirmationIn(text, said);
  return found === null ? null : { ...nothingElse, intent: "confirm", ...found };
};

/** The carriers' own word and nothing else: whoever sends it is blocked by the carrier as well. */
export const isCarrierStop = (text: string): boolean =>
  carrierStopWords.includes(text.trim().toLowerCase());

const questionIn = (text: string, said: string): Understood | null => {
  const isAsked = asks(text) && said.includes(" ");
  return isAsked || matches(questionPatterns, said) ? understood("question", "asks", 0.85) : null;
};

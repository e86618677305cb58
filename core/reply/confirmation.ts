import { asks, holds, isMadeOf, phrases, wordList } from "#core/reply/plain-words";
import { type SaidDay, saidDays } from "#core/reply/said-day";
import { type SaidTime, saidTimes, withoutTimes } from "#core/reply/said-time";
import {
  carrierYes,
  confirmFillers,
  confirmWords,
  inGoodTime,
  strongConfirmWords,
} from "#core/reply/words-confirm";

type Confirmation = {
  readonly rule: "confirm_word" | "confirm_phrase";
  readonly confidence: number;
  readonly alsoStart: boolean;
  readonly days: readonly SaidDay[];
  readonly times: readonly SaidTime[];
};

/** Every word has to be accounted for: one that is not known may be the one that matters. */
export const confirmationIn = (text: string, said: string): Confirmation | null => {
  if (asks(text)) return null;
  const answer = said
    .replace(tooLiterally, "")
    .replace(atTheHead, "c")
    .replace(inGoodTime, "early");
  if (!holds(answer, lists.confirm)) return null;

  const also = { alsoStart: isCarrierYes(text), days: saidDays(said), times: saidTimes(answer) };
  if (isMadeOf(answer, lists.confirmation))
    return { rule: "confirm_word", confidence: 0.95, ...also };
  const isEcho =
    holds(answer, lists.strongConfirm) &&
    isMadeOf(withoutTimes(answer, aTime), lists.confirmationAtATime);
  return isEcho ? { rule: "confirm_phrase", confidence: 0.8, ...also } : null;
};

/** Stands for any time of day. */
const aTime = "@";

const lists = {
  confirm: wordList(confirmWords),
  strongConfirm: wordList(strongConfirmWords),
  confirmation: phrases([...confirmWords, ...confirmFillers]),
  confirmationAtATime: phrases([...confirmWords, ...confirmFillers, aTime]),
};

/** As the carriers read it: the word alone, in whatever case. */
const isCarrierYes = (text: string): boolean => text.trim().toLowerCase() === carrierYes;

/** Some type out what our text asks for: "Reply C". */
const tooLiterally = /^reply (?=c(?: |$))/;

/** At the head of an answer these say yes; elsewhere they are the Spanish "and", and a time or a number. */
const atTheHead = /^(?:y|1(?! (?:\d|am|pm|oclock)))(?= |$)/;

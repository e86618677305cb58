import type { FormAnswer } from "#core/booking/change";
import { type ConsentPurpose, consentPurposes } from "#core/policy/purpose";

/** A question of the business's own booking form by which customers allow texts, or do not. */
export type ConsentQuestion = {
  /** As the customer reads it; case and punctuation do not count. */
  readonly question: string;
  readonly purposes: readonly ConsentPurpose[];
  /** The option that means yes, where it says it in other words than "yes". */
  readonly yes?: string;
};

/** What somebody has allowed or refused by an answer; the question is what they were shown. */
export type FormConsent = {
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  /** The business's own words, which say nothing about a person. */
  readonly question: string;
};

/**
 * What a booking form's answers say about texts. Only questions that the business has named are read, so what
 * somebody tells about their health in another field goes no further. An answer that is neither a plain yes
 * nor a plain no allows nothing and takes nothing back. Of two answers about one purpose a no counts.
 */
export const formConsents = (
  answers: readonly FormAnswer[],
  questions: readonly ConsentQuestion[],
): readonly FormConsent[] => {
  const said = questions.flatMap(({ question, purposes, yes }) => {
    const given = answers.find((one) => plain(one.question) === plain(question));
    const granted = given === undefined ? null : isYes(given.answer, yes);
    return granted === null ? [] : purposes.map((purpose) => ({ purpose, granted, question }));
  });
  return consentPurposes.flatMap((purpose) => {
    const about = said.filter((one) => one.purpose === purpose);
    const counts = about.find(({ granted }) => !granted) ?? about[0];
    return counts === undefined ? [] : [counts];
  });
};

const isYes = (answer: string, option: string | undefined): boolean | null => {
  const words = plain(answer);
  if (words === "") return null;
  if (option !== undefined && words === plain(option)) return true;
  if (yesWords.has(words)) return true;
  return noWords.has(words) ? false : null;
};

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();

const yesWords: ReadonlySet<string> = new Set([
  ..."yes yesplease yesthanks yesthankyou y true 1 on checked ok okay sure iagree agree".split(" "),
  ..."si sigracias siporfavor claro deacuerdo acepto".split(" "),
]);

const noWords: ReadonlySet<string> = new Set([
  ..."no nothanks nothankyou noplease n false 0 off unchecked idonotagree idontagree".split(" "),
  ..."nogracias noacepto".split(" "),
]);

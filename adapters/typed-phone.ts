/**
 * Of what customers typed into several fields, the first that has the digits of a number; where none has, the
 * first that is not blank: "abc" and "911" are passed on all the same, for that somebody typed something
 * unusable is another thing than that nobody was asked, and the core tells them apart.
 */
export const likeliestNumber = (typed: readonly (string | null)[]): string | null => {
  const written = typed.filter((one) => one !== null);
  return written.find(looksLikeNumber) ?? written[0] ?? null;
};

/**
 * Whether a question of the business's own asks for the customer's number. A question about somebody else's is
 * passed over, because a reminder sent to a pharmacy tells it who its customers see.
 */
export const isAskedForPhone = (question: string): boolean => {
  const asked = question.normalize("NFC");
  return asksForPhone.test(asked) && !asksForAnother.test(asked);
};

const asksForPhone =
  /(?<!\p{L})(?:(?:tele|cell)?phone|mobile|cell|text|sms|whatsapp|tel[eé]fono|m[oó]vil|celular)(?!\p{L})/iu;

const asksForAnother =
  /(?<!\p{L})(?:emergency|pharmacy|insurance|doctor|physician|employer|emergencias?|farmacia|seguro|m[eé]dico)(?!\p{L})/iu;

/** "May we text you?" asks for no number: a yes or a no is not one that was typed wrongly. */
export const isYesOrNo = (answer: string): boolean => yesOrNo.test(answer.normalize("NFC").trim());

const yesOrNo =
  /^(?:yes|yep|no|ok|true|false|s[ií]|claro)(?:,? (?:please|thanks|thank you|gracias|por favor))?[.!]?$/iu;

/** Digits of any script: not everybody's keyboard writes 0 to 9. */
const looksLikeNumber = (text: string): boolean => (text.match(/\p{Nd}/gu)?.length ?? 0) >= 7;

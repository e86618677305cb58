import type { Hex } from "#core/kernel/ids";
import type { ModelAnswer, ModelRejection, ModelUnavailable } from "#core/ports/language-model";
import { readModelReply } from "#core/reply/model-reply";
import { ownWords } from "#core/reply/own-words";
import { matches, plainWords } from "#core/reply/plain-words";
import { promptHash } from "#core/reply/prompt";
import { saidDays } from "#core/reply/said-day";
import { namesTime } from "#core/reply/said-time";
import { type Intent, leastConfidence, understand } from "#core/reply/understand";
import { cancelsElse, negatedCancel, unsureChange } from "#core/reply/words-change";

/** What was made of an answer, by whom, and how certainly. */
export type Classification = {
  readonly intent: Intent;
  /** Who had the last word: the table, the model, or nobody yet, and so a person. */
  readonly stage: "table" | "model" | "person";
  readonly confidence: number;
  /** `null` where none was asked. */
  readonly model: string | null;
  readonly promptHash: Hex | null;
  /** What came of asking the model. */
  readonly why: ModelVerdict;
  /** What kept it from answering, where it was asked and did not. */
  readonly trouble?: ModelTrouble;
};

export type ModelTrouble = ModelUnavailable | ModelRejection;

export type ModelVerdict =
  | "answered"
  | "unsure"
  | "contradicts_table"
  | "nonsense"
  | "unavailable"
  | "rejected"
  | "over_budget"
  | "not_asked";

/** Without a model's word: the table was uncertain, else nobody would have thought of a model. */
export const withoutModel = (why: "over_budget" | "not_asked"): Classification => ({
  intent: "unclear",
  stage: "person",
  confidence: 0,
  model: null,
  promptHash: null,
  why,
});

/** Weighs the model's answer to a text of which the table was not certain. */
export const classified = (text: string, model: string, answer: ModelAnswer): Classification => {
  const asked = { model, promptHash };
  const toPerson = (why: ModelVerdict, intent: Intent = "unclear", confidence = 0) =>
    ({ ...asked, stage: "person", intent, confidence, why }) as const;
  if (answer.kind !== "answered") return { ...toPerson(answer.kind), trouble: answer.why };

  const reply = readModelReply(answer.text);
  const spoke = { ...asked, model: answer.model };
  if (!reply.ok) return { ...toPerson("nonsense"), ...spoke };
  const { intent, confidence } = reply.value;
  if (confidence < leastConfidence) return { ...toPerson("unsure", intent, confidence), ...spoke };
  if (contradicts(text, intent))
    return { ...toPerson("contradicts_table", intent, confidence), ...spoke };
  return { ...spoke, stage: "model", intent, confidence, why: "answered" };
};

/**
 * A model is sure of anything. Where it says that a visit is confirmed or given up, the words must allow it:
 * no confirmation out of a denial or a condition, or of a day or a time that it cannot compare with the visit's,
 * and no giving up where the word is denied.
 */
const contradicts = (text: string, intent: Intent): boolean => {
  if (intent !== "confirm" && intent !== "cancel") return false;
  const { intent: read } = understand(text);
  if (read !== "unclear" && read !== intent) return true;
  const said = text.normalize("NFKC").toLowerCase().replace(/['’]/gu, "");
  const plain = plainWords(ownWords(text).words);
  if (intent === "confirm") return against.test(said) || namesWhen(plain);
  return keeping.test(said) || matches([negatedCancel, unsureChange, cancelsElse], plain);
};

const namesWhen = (said: string): boolean => saidDays(said).length > 0 || namesTime(said);

const against =
  /\b(?:not|no|cant|cannot|wont|dont|didnt|never|unless|if|maybe|might|but|cancel\w*|reschedul\w*|change|instead|pero|si puedo|quiz[aá]s?|tal vez|nunca|tampoco)\b|[?¿]/u;
const keeping =
  /\b(?:(?:dont|do not|didnt|not|never|no (?:la|lo|me|quiero)?)\s*(?:\w+\s){0,2}(?:cancel|canceling|cancelen|cancelar))\b|\b(?:if|unless|might|maybe|quiz[aá]s?|tal vez)\b|[?¿]/u;

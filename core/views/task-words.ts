import { spokenName } from "#core/views/spoken-time";

/** What a person is asked to do, as a title. Kinds that a pack has made up are said as they are called. */
export const taskTitle = (kind: string): string => {
  const name = spokenName(kind);
  return wordsOf(kind)?.title ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
};

/** Why a person and not the system; `null` for kinds that a pack has made up. */
export const taskWhy = (kind: string): string | null => wordsOf(kind)?.why ?? null;

const wordsOf = (kind: string) =>
  Object.hasOwn(words, kind) ? words[kind as keyof typeof words] : undefined;

/** The kinds that the core itself opens, and those that the journeys of our own packs open. */
const words = {
  "answer-dispute": {
    title: "Answer the bank: the customer wants the deposit back",
    why: "the bank decides without us once its time is over",
  },
  "answer-needed": {
    title: "Answer the customer’s text",
    why: "what is not understood with certainty is not answered by a machine",
  },
  "booking-refused": {
    title: "Look at a booking that could not be taken",
    why: "the booking system will not tell it again",
  },
  "check-deposit-amount": {
    title: "Compare what was paid with the deposit that was asked",
    why: "they differ, and what is too much or too little is not for the system to settle; until it is, no text asks for the deposit",
  },
  "deposit-by-phone": {
    title: "Ask for the deposit by phone: no text about money may go",
    why: "the customer has not allowed texts of this kind, or cannot be reached by them",
  },
  "deposit-link-failed": {
    title: "Ask for the deposit yourself: its link could not be made",
    why: "nothing fails silently",
  },
  "deposit-link-open": {
    title: "Close the link of a deposit at the payment service",
    why: "it could not be closed, and somebody may still pay over it",
  },
  "deposit-of-moved-visit": {
    title: "Put a paid deposit to the visit’s later booking",
    why: "it was paid for a booking in whose place another has come",
  },
  "journey-blocked": {
    title: "Bring a journey’s definition back, or end the journey",
    why: "the definition that it was begun with is gone, and the system does not guess",
  },
  "deposit-unpaid": {
    title: "Call about the deposit: it has not been paid",
    why: "it was asked for and asked for again, and nobody has paid",
  },
  "messages-unaccounted": {
    title: "Look at texts that nobody can account for",
    why: "yesterday’s texts do not add up; the log names each of them",
  },
  "no-answer": {
    title: "Call the customer: they have not said that they come",
    why: "they were asked by text, and have not answered in time",
  },
  "number-unreachable": {
    title: "Get another number or address: nothing arrives at this one",
    why: "until then every text to it is left out",
  },
  "often-missed": {
    title: "Decide how to go on: this customer misses visits often",
    why: "the risk of another missed visit is high",
  },
  "payment-refused": {
    title: "Look at a payment that belongs to no visit we know",
    why: "the payment service will not tell it again, and the money is there",
  },
  "refund-after-cancellation": {
    title: "Give a deposit back: the visit was cancelled before it was paid",
    why: "the system never moves money by itself",
  },
  "refund-second-payment": {
    title: "Give the second payment back: the deposit for this visit was paid before",
    why: "the system never moves money by itself",
  },
  "reschedule-unfinished": {
    title: "Ask the customer for the new time: it has not come",
    why: "the booking system took the visit off its old time, and has told no new one",
  },
  "sender-refused": {
    title: "Look at your account with the carrier: it does not let your texts through",
    why: "the account is refused, or several texts were filtered within a day; until somebody has looked, more will fail",
  },
  "text-failed": {
    title: "Reach the customer: a text failed",
    why: "nothing fails silently",
  },
  unreachable: {
    title: "Find another way to reach the customer",
    why: "no phone was given that can be texted",
  },
  "wants-to-reschedule": {
    title: "Find another time with the customer",
    why: "the customer asks for one in their own words",
  },
  "wrong-number": {
    title: "Get the customer’s right number",
    why: "whoever has this one says that it is not theirs; no text goes there any more",
  },
  "wants-to-cancel": {
    title: "Ask whether the visit is to be cancelled",
    why: "the system never cancels a visit; and whoever wrote CANCEL and nothing else may have meant the texts",
  },
} as const;

import type { CustomerEvent, TextOutcome } from "#core/customer/events";
import type { Intent } from "#core/reply/understand";
import { readByModel } from "#core/views/model-words";
import { reasonIn } from "#core/views/timeline-reasons";

type Words = { readonly title: string; readonly why: string | null };

/** What became of a text: it is settled in the very commit that records it. */
export const becameOf = (sid: string, events: readonly CustomerEvent[]): Words => {
  const settled = events.find(
    (event) => event.type === "customer.text_settled" && event.sid === sid,
  );
  return settled?.type === "customer.text_settled"
    ? outcomeWords(settled.outcome)
    : { title: "The customer wrote", why: "the words alone do not say what is meant" };
};

/** What became of one that was read later; a language model may have read it. */
export const settledWords = (
  { sid, outcome }: Extract<CustomerEvent, { type: "customer.text_settled" }>,
  events: readonly CustomerEvent[],
): Words => {
  const { title, why } = outcomeWords(outcome);
  const read = events.find(
    (event) => event.type === "customer.text_classified" && event.sid === sid,
  );
  return read?.type === "customer.text_classified"
    ? { title, why: readByModel(read, { became: outcome.kind, why }) }
    : { title, why };
};

/** Every text of a customer ends in exactly one outcome; these are its words. */
const outcomeWords = (outcome: TextOutcome): Words => {
  switch (outcome.kind) {
    case "acted":
      return actedWords[outcome.action];
    case "suppressed":
      return suppressedAnswerWords[outcome.why];
    case "handed_to_person":
      return {
        title: "The customer wrote, and a person was asked",
        why: reasonIn(handedWords, outcome.why),
      };
  }
};

const actedWords = {
  confirm: {
    title: "The customer wrote: taken as a confirmation",
    why: "the words leave no doubt",
  },
  opt_out: {
    title: "The customer wrote: taken as a wish for no more texts",
    why: "such a wish comes before everything else and holds at once",
  },
  opt_in: {
    title: "The customer wrote: taken as a wish to get texts again",
    why: "the words leave no doubt",
  },
} as const satisfies Record<Extract<TextOutcome, { kind: "acted" }>["action"], Words>;

const suppressedAnswerWords = {
  carrier_answers_help: {
    title: "The customer wrote, and we kept silent",
    why: "the carrier itself answers a call for help",
  },
  customer_erased: {
    title: "A text of the customer was let be",
    why: "the customer was erased before anybody had read it",
  },
  later_word: {
    title: "A text of the customer was let be",
    why: "it withdrew, and the customer has asked for texts again since",
  },
  reaction: {
    title: "The customer liked a text",
    why: "it is laid on a text that asks nothing, so there is nothing to answer",
  },
} as const satisfies Record<Extract<TextOutcome, { kind: "suppressed" }>["why"], Words>;

const handedWords = {
  confirm: "it seems to confirm something",
  reschedule: "the customer seems to want another time",
  cancel: "the customer seems to want to cancel",
  question: "it seems to be a question",
  stop: "the customer seems to want no more texts",
  start: "the customer seems to want texts again",
  help: "it seems to ask for help",
  unclear: "it was not understood with certainty",
  nothing_to_confirm: "it confirms, but there is no visit ahead to confirm",
  about_last_visit: "it answers a text about the last visit, and confirms no other",
  several_visits: "it confirms, but not which of several visits",
  moved_since: "it confirms, but the visit has moved since",
  another_day: "it confirms, and names another day than the visit’s",
  another_time: "it confirms, and names another time of day than the visit’s",
} as const satisfies Record<Intent, string> & Record<string, string>;

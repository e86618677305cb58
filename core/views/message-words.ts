import type { TextOutcome } from "#core/customer/events";
import type { DeliveryStatus } from "#core/ports/messenger";
import type { MessageRow } from "#core/views/message-row";
import {
  carrierReason,
  deferredWords,
  reasonIn,
  suppressedWords,
} from "#core/views/timeline-reasons";

/** Pictures are not taken: whoever has to answer must know that there may be more than stands here. */
export const wordlessText = "it has no words: a picture, perhaps, which is not taken over";

/** Why a text is where it is, as a sentence that goes on after "because"; `null` where nothing is to be said. */
export const textWhy = ({ state, why }: Pick<MessageRow, "state" | "why">): string | null => {
  if (why === null) return null;
  switch (state) {
    case "pending":
      return Object.hasOwn(deferredWords, why) ? reasonIn(deferredWords, why) : carrierReason(why);
    case "suppressed":
      return reasonIn(suppressedWords, why);
    case "failed":
      return carrierReason(why);
    case "received":
    case "sent":
      return null;
  }
};

/** What was made of a text from a customer. Whatever was not acted on is in a person's hands. */
export const answerWord = (why: string | null): string => {
  if (why === null) return "it is being read";
  return Object.hasOwn(answers, why)
    ? answers[why as keyof typeof answers]
    : "a person was asked to answer";
};

const answers = {
  acted_confirm: "taken as a confirmation",
  acted_opt_out: "taken as a wish for no more texts",
  acted_opt_in: "taken as a wish to get texts again",
  carrier_answers_help: "the carrier answers a call for help by itself",
  customer_erased: "the customer was erased before anybody had read it",
  reaction: "a like, laid on a text that asks nothing",
  later_word: "the customer has asked for texts again since",
} as const satisfies Record<Answered, string>;

type Outcome<Kind extends TextOutcome["kind"]> = Extract<TextOutcome, { kind: Kind }>;
type Answered = `acted_${Outcome<"acted">["action"]}` | Outcome<"suppressed">["why"];

/** How far the carrier has got with a text that it took. */
export const deliveryWord = (
  delivery: DeliveryStatus,
): { readonly tone: "good" | "neutral" | "warning" | "bad"; readonly word: string } =>
  words[delivery];

const onItsWay = { tone: "neutral", word: "on its way" } as const;
const words = {
  accepted: onItsWay,
  scheduled: onItsWay,
  queued: onItsWay,
  sending: onItsWay,
  sent: { tone: "good", word: "sent" },
  delivered: { tone: "good", word: "delivered" },
  undelivered: { tone: "bad", word: "could not be delivered" },
  failed: { tone: "bad", word: "failed at the carrier" },
  canceled: { tone: "warning", word: "withdrawn" },
} as const satisfies Record<DeliveryStatus, { readonly tone: string; readonly word: string }>;

import { spokenName } from "#core/views/spoken-time";

/** What a person is asked to do, as a title. Kinds that a pack has made up are said as they are called. */
export const taskTitle = (kind: string): string => {
  const known = Object.hasOwn(words, kind) ? words[kind as keyof typeof words] : undefined;
  const name = spokenName(kind);
  return known ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
};

/** The kinds that the core itself opens. */
const words = {
  "answer-needed": "Answer the customer's text",
  "booking-refused": "Look at a booking that could not be taken",
  "text-failed": "Reach the customer: a text failed",
  "wants-to-cancel": "Ask whether the visit is to be cancelled",
} as const;

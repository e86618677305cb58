import { type Instant, msBetween } from "#core/kernel/time";
import type { Part } from "#local/demo-cast";

/** What a text says, as whoever holds the phone reads it. */
export type TextKind =
  | "booked"
  | "moved"
  | "two_days_before"
  | "one_day_before"
  | "page_to_move"
  | "page_to_give_up"
  | "deposit"
  | "how_was_it"
  | "missed"
  | "come_again"
  | "other";

/** What somebody does because of a text, some minutes after they have read it. */
export type Reaction =
  | { readonly do: "say"; readonly words: string }
  | { readonly do: "pay"; readonly page: string }
  | { readonly do: "move" | "give_up" | "book_again" | "book_next" };

export type Person = {
  /** Somebody reads what has come to their phone; `null` where they leave it at that. */
  readonly read: (text: { readonly body: string; readonly at: Instant }) => Reaction | null;
  /** The payment page has thanked them. */
  readonly hasPaid: () => void;
  /** Whether they stand at the desk at this time. */
  readonly comesTo: (start: Instant) => boolean;
};

/** A reminder lasts so long in somebody's head; the visit must be that near when they read of it. */
const remembersForMs = 72 * 3_600_000;

/**
 * Plays one customer: what they do follows from what they are like and from the texts they have read, and
 * from nothing else. Whoever never gets a text is the same person, left alone.
 */
export const createPerson = (part: Part): Person => {
  const memory: Memory = { lastRead: null, depositTexts: 0, isPaid: false, done: new Set() };
  return {
    read: (text) => (part.traits.looksAtTexts ? reactionTo(text, part, memory) : null),
    hasPaid: () => {
      memory.isPaid = true;
    },
    comesTo: (start) => comes(start, part, memory),
  };
};

/** What somebody has read and done so far. */
type Memory = {
  lastRead: Instant | null;
  depositTexts: number;
  isPaid: boolean;
  readonly done: Set<"answered" | "excused" | "told">;
};

const comes = (start: Instant, { traits, ...part }: Part, memory: Memory): boolean => {
  const { lastRead, isPaid } = memory;
  switch (traits.heart) {
    case "comes_anyway":
      return true;
    case "forgets":
      return lastRead !== null && msBetween(lastRead, start) <= remembersForMs;
    case "is_kept_away":
      return start !== part.start;
    case "is_not_bound":
      return isPaid;
  }
};

type Text = { readonly body: string; readonly at: Instant };

const reactionTo = (text: Text, part: Part, memory: Memory): Reaction | null => {
  const { traits } = part;
  const kind = kindOf(text.body);
  switch (kind) {
    case "booked":
    case "moved":
    case "two_days_before":
    case "one_day_before":
      return aboutVisit(kind, text.at, part, memory);
    case "deposit":
      return askedForMoney(text.body, part, memory);
    case "page_to_move":
      return { do: "move" };
    case "page_to_give_up":
      return { do: "give_up" };
    case "how_was_it":
      return traits.saysHowItWas && isFirst(memory, "told")
        ? { do: "say", words: wordsOf(part, praise) }
        : null;
    case "missed":
      return traits.triesAgain && text.at > part.start ? { do: "book_again" } : null;
    case "come_again":
      return traits.comesBack ? { do: "book_next" } : null;
    case "other":
      return null;
  }
};

/** Whom something keeps away says so when a text asks; the others answer what it is theirs to answer. */
const aboutVisit = (
  ...[kind, at, part, memory]: [TextKind, Instant, Part, Memory]
): Reaction | null => {
  memory.lastRead = at;
  const { answer, traits, isOutspoken } = part;
  const isKept = !isOutspoken && isBetween(traits.keptAwayFrom, at, part.start);
  if (isKept && isFirst(memory, "excused")) return { do: "say", words: excuseOf(part) };
  return !isKept && answer?.to === kind && isFirst(memory, "answered")
    ? { do: "say", words: wordsOf(part, answer.words) }
    : null;
};

const askedForMoney = (body: string, { traits }: Part, memory: Memory): Reaction | null => {
  memory.depositTexts += 1;
  const [page] = /https?:\/\/\S+\/pay\/[\w-]+/.exec(body) ?? [];
  const isWilling =
    traits.pays === "at_once" || (traits.pays === "when_reminded" && memory.depositTexts > 1);
  return page !== undefined && isWilling && !memory.isPaid ? { do: "pay", page } : null;
};

/** Nobody says the same twice. */
const isFirst = ({ done }: Memory, what: "answered" | "excused" | "told"): boolean => {
  const before = done.size;
  return done.add(what).size > before;
};

const isBetween = (from: Instant | null, at: Instant, until: Instant): boolean =>
  from !== null && from < at && at < until;

/** By the words that stand in the pack's templates. */
const kindOf = (body: string): TextKind => {
  const found = telltales.find(([words]) => body.includes(words));
  return found === undefined ? "other" : found[1];
};

const telltales: readonly (readonly [string, TextKind])[] = [
  ["you are confirmed", "other"],
  ["/pay/", "deposit"],
  ["choose another time here", "page_to_move"],
  ["Give your time back", "page_to_give_up"],
  ["How was it?", "how_was_it"],
  ["a few words about your visit", "how_was_it"],
  ["we missed you", "missed"],
  ["come again", "come_again"],
  ["we'll see you on", "two_days_before"],
  ["is not confirmed yet", "one_day_before"],
  ["appointment is booked", "booked"],
  ["appointment is now on", "moved"],
];

const wordsOf = ({ number }: Part, words: readonly string[]): string =>
  words[number % words.length] ?? "";

const excuseOf = (part: Part): string =>
  wordsOf(part, part.traits.wantsAnotherTime ? otherTime : noVisit);

const otherTime = [
  "Something came up at work. Can I come another day?",
  "could we do a different time, my car broke down",
  "I need to reschedule, sorry",
  "Se puede cambiar para otro dia?",
];

const noVisit = [
  "Sorry, I can't make it",
  "I need to cancel my appointment, I'm ill",
  "no voy a poder ir, lo siento",
];

const praise = [
  "It was great, everybody was so kind",
  "Very good, thank you",
  "All good but the wait was long",
];

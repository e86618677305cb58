import { forbiddenTalk, type Talk } from "#core/message/guardrail-words";
import { invitedReservedWords } from "#core/message/reserved-words";
import type { ForbiddenWords } from "#core/message/rules";
import { ok, type Result, refuse } from "#core/kernel/result";

/** Why a text may not go out; every reason that holds, once. */
export type GuardrailReason =
  | Talk
  | "reserved_word"
  | "link"
  | "pack_forbids"
  | "too_long"
  | "empty";

export type GuardrailRefusal = {
  readonly code: "text_unfit";
  readonly reasons: readonly GuardrailReason[];
};

export type GuardrailSettings = {
  /** What the trade's pack keeps out of texts, by kind; a `*` at the end of a word stands for any ending. */
  readonly forbidden?: ForbiddenWords;
  /** Addresses that we ourselves have put there: the booking system's, the review page's. */
  readonly links?: readonly string[];
  readonly mostCharacters?: number;
};

/**
 * Stands between whatever wrote a text (a language model, an operator's draft, a pack) and the customer.
 *
 * It refuses advice on health, promises and judgements that a business may not make, requests for what must
 * never be asked by text, threats and insults, strange links, and the words that carriers answer; in English
 * and Spanish. A false alarm costs a draft, so it is strict; it does not make a text good, it keeps bad ones in.
 * Spacing, accents, capitals, invisible characters and digits in the place of letters do not get past it.
 */
export const guarded = (
  text: string,
  { forbidden, links = [], mostCharacters = 480 }: GuardrailSettings = {},
): Result<string, GuardrailRefusal> => {
  const read = readable(text);
  const reasons: readonly GuardrailReason[] = [
    ...talksIn(read),
    ...when(read === "", "empty"),
    ...when(text.length > mostCharacters, "too_long"),
    ...when(invitedReservedWords(text).length > 0, "reserved_word"),
    ...when(hasStrangeLink(text, links), "link"),
    ...when(forbidden !== undefined && holdsAny(read, forbidden), "pack_forbids"),
  ];
  return reasons.length === 0 ? ok(text) : refuse({ code: "text_unfit", reasons });
};

const when = (holds: boolean, reason: GuardrailReason): readonly GuardrailReason[] =>
  holds ? [reason] : [];

const talksIn = (read: string): readonly Talk[] => {
  const texts = spellings(read);
  const talks = Object.entries(forbiddenTalk) as [Talk, readonly RegExp[]][];
  return talks
    .filter(([, patterns]) => texts.some((one) => patterns.some((pattern) => pattern.test(one))))
    .map(([talk]) => talk);
};

/** Lower case, plain letters, one space between words; marks that belong to amounts stay. */
const readable = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{M}\p{Cf}'’]/gu, "")
    .replace(/[^\p{L}\p{N}$%€.]+/gu, " ")
    .replace(/\.(?!\d)/g, " ")
    .replace(/ +/g, " ")
    .trim();

/** As it stands, with digits read as the letters that they imitate, and with letters set apart drawn together. */
const spellings = (read: string): readonly string[] => [
  read,
  read.replace(/(?<=\p{L})[013457]|[013457](?=\p{L})/gu, (digit) => lookalikes[digit] ?? digit),
  read.replace(/(?<![\p{L}\p{N}])(?:\p{L} ){3,}\p{L}(?![\p{L}\p{N}])/gu, (spaced) =>
    spaced.replaceAll(" ", ""),
  ),
];

const lookalikes: Readonly<Record<string, string>> = {
  0: "o",
  1: "i",
  3: "e",
  4: "a",
  5: "s",
  7: "t",
};

const address =
  /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|co|ly|me|info|link|app|gl|us|mx|es|gd|cc|to|biz|xyz|site|online)(?:\/\S*)?(?![\p{L}\p{N}])/giu;

const hasStrangeLink = (text: string, links: readonly string[]): boolean =>
  [...text.normalize("NFKC").matchAll(address)].some(
    ([found]) => !links.includes(found.replace(/[.,!?)]+$/, "")),
  );

const holdsAny = (read: string, forbidden: ForbiddenWords): boolean =>
  Object.values(forbidden.words)
    .flat()
    .some((word) => {
      const plain = readable(word.replace(/\*$/, ""));
      const ending = word.endsWith("*") ? "\\p{L}*" : "";
      const pattern = `(?<![\\p{L}\\p{N}])${plain.replaceAll(".", "\\.")}${ending}(?![\\p{L}\\p{N}])`;
      return new RegExp(pattern, "u").test(read);
    });

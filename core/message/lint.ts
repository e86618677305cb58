import { guarded, type GuardrailReason } from "#core/message/guardrail";
import { lineAt, literalText } from "#core/message/literal-text";
import { longestValues } from "#core/message/longest";
import { parseTemplate, type TemplateProblem } from "#core/message/render";
import type { Template } from "#core/message/template";
import { type Found, invitedReservedWords } from "#core/message/reserved-words";
import type { ForbiddenWords, TextRules } from "#core/message/rules";
import { isGsm7 } from "#core/message/segments";
import type { MessageValues } from "#core/message/values";
import { measured } from "#core/message/write";

export type LintProblem = Omit<TemplateProblem, "rule"> & {
  readonly rule:
    | TemplateProblem["rule"]
    | "reserved_word"
    | "forbidden_content"
    | "unfit"
    | "literal_url"
    | "url_shortener"
    | "clinic_missing"
    | "alphabet"
    | "too_long";
};

/** Everything that is wrong with a template, by line; nothing, when it may be sent to customers. */
export const lintTemplate = (
  { id, source }: { readonly id: string; readonly source: string },
  { rules, forbidden }: { readonly rules: TextRules; readonly forbidden: ForbiddenWords },
): readonly LintProblem[] => {
  const template = parseTemplate(id, source);
  if (!template.ok) return template.refusal;

  return [
    ...wordProblems(source, forbidden),
    ...talkProblems(source),
    ...alphabetProblems(source, rules),
    ...onlyFirst(
      longestValues(rules).flatMap((values) =>
        renderedProblems({ ...template.value, source }, values, rules),
      ),
    ),
  ].toSorted((one, other) => one.line - other.line);
};

const wordProblems = (source: string, forbidden: ForbiddenWords): readonly LintProblem[] => {
  const text = literalText(source);
  const located = (rule: LintProblem["rule"], say: (text: string) => string) => (found: Found) => ({
    rule,
    message: say(found.text),
    line: lineAt(source, found.index),
  });

  return [
    ...invitedReservedWords(text).map(
      located(
        "reserved_word",
        (word) => `Cannot invite "${word}": carriers answer it themselves; ask for C or 1`,
      ),
    ),
    ...Object.entries(forbidden.words).flatMap(([kind, words]) =>
      matches(text, wholeWords(words)).map(
        located("forbidden_content", (word) => `Cannot say "${word}": it tells of ${kind}`),
      ),
    ),
    ...matches(text, shortener).map(
      located("url_shortener", (url) => `Cannot use "${url}": carriers filter shortened links`),
    ),
    ...matches(text, url)
      .filter((found) => !found.text.match(shortener))
      .map(located("literal_url", (address) => `Cannot hold "${address}": use a variable`)),
  ];
};

/**
 * A pack is the door through which texts come in that somebody else has drafted, today mostly a machine. What the
 * guardrail says of words, links and length stands above or below with its line; of money a business may speak.
 */
const talkProblems = (source: string): readonly LintProblem[] => {
  const judged = guarded(literalText(source), { mostCharacters: source.length });
  if (judged.ok) return [];
  return judged.refusal.reasons.flatMap((reason) => {
    const saying = unfit[reason];
    return saying === null
      ? []
      : [{ rule: "unfit" as const, message: `Cannot say this: ${saying}`, line: 1 }];
  });
};

const unfit: Readonly<Record<GuardrailReason, string | null>> = {
  medical_advice: "it gives advice on health",
  diagnosis: "it tells what somebody has, or what their results say",
  promise: "nobody can promise that",
  secrets: "it asks for what nobody should send by text",
  threat: "it threatens",
  insult: "it insults",
  judgement: "it judges a person by what they are",
  impersonation: "it comes from a machine, which is no clinician",
  machine_talk: "it is what a language model says of itself",
  money: null,
  reserved_word: null,
  link: null,
  pack_forbids: null,
  too_long: null,
  empty: null,
};

const matches = (text: string, pattern: RegExp): readonly Found[] =>
  [...text.matchAll(pattern)].map((match) => ({ index: match.index, text: match[0] }));

const wholeWords = (words: readonly string[]): RegExp => {
  const patterns = words.map((word) =>
    word
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\s+/g, "\\s+")
      .replace(/\*$/, "\\p{L}*"),
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join("|")})(?![\\p{L}\\p{N}])`, "giu");
};

/** Phones make a link of anything of this shape, with or without a protocol. */
const url =
  /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/\S*)?/giu;

const shortener =
  /(?:https?:\/\/)?(?<![\p{L}\p{N}.-])(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|cutt\.ly|rb\.gy|rebrand\.ly|shorturl\.at|tiny\.cc|t\.ly|bl\.ink|lnkd\.in)(?![\p{L}\p{N}.-])(?:\/\S*)?/giu;

const alphabetProblems = (source: string, { gsm7Only }: TextRules): readonly LintProblem[] => {
  if (!gsm7Only) return [];
  const text = literalText(source);
  // A tab is folded into a space before it is sent.
  const foreign = matches(text, /\S/gu).filter((found) => !isGsm7(found.text));
  return foreign.map(({ index, text: character }) => ({
    rule: "alphabet",
    message: foreignCharacter(character),
    line: lineAt(source, index),
  }));
};

const foreignCharacter = (character: string): string =>
  `Cannot write "${character}": with it the text has room for 70 characters, not 160`;

const renderedProblems = (
  template: Template & { readonly source: string },
  values: MessageValues,
  rules: TextRules,
): readonly LintProblem[] => {
  const { text, segments, units, encoding, most, namesClinic } = measured(template, values, rules);
  const problems: LintProblem[] = [];

  if (!namesClinic)
    problems.push({
      rule: "clinic_missing",
      message: `Cannot tell who is writing: "clinic.name" does not appear in "${text}"`,
      line: 1,
    });
  if (segments > most)
    problems.push({
      rule: "too_long",
      message: `Takes ${segments} segments, allowed are ${most}: ${units} units of ${encoding} with the opt-out notice`,
      line: 1,
    });
  const foreign = Array.from(text).find((one) => !isGsm7(one) && !template.source.includes(one));
  if (rules.gsm7Only && foreign !== undefined)
    problems.push({ rule: "alphabet", message: foreignCharacter(foreign), line: 1 });
  return problems;
};

/** One sentence for each rule is enough, however many values break it. */
const onlyFirst = (problems: readonly LintProblem[]): readonly LintProblem[] => [
  ...new Map(problems.toReversed().map((problem) => [problem.rule, problem])).values(),
];

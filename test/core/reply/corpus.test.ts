import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { evaluated, type LabelledAnswer } from "#test/support/corpus";
import { type Evaluation, figuresOf, unforgivable } from "#core/reply/evaluate";
import { type Intent, understand } from "#core/reply/understand";

const folder = "test/fixtures/replies";
const files = readdirSync(folder).filter((name) => name.endsWith(".csv"));
const read = (file: string): readonly LabelledAnswer[] =>
  parse(readFileSync(`${folder}/${file}`), { columns: true });
const corpus = files.flatMap(read);
const whole = evaluated(corpus);

/** Recall, class by class, as it really is: a table that becomes worse is heard, one that becomes better too. */
const rightOf = (evaluation: Evaluation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    figuresOf(evaluation).map(({ intent, right, labelled }) => [intent, `${right} of ${labelled}`]),
  );

describe("the labelled answers", () => {
  it("are many, of both languages, and each stands there once", () => {
    const texts = corpus.map(({ text, language, context }) => `${language} ${text} ${context}`);
    expect(corpus.length).toBeGreaterThanOrEqual(400);
    expect(new Set(texts).size).toBe(texts.length);
    for (const language of ["en", "es"])
      expect(corpus.filter((one) => one.language === language).length).toBeGreaterThan(150);
  });

  it("lose no withdrawal, and give no visit up that nobody gave up", () => {
    expect(unforgivable(whole)).toEqual({ missedOptOuts: 0, falseCancels: 0 });
  });

  it("are understood as well as this", () => {
    // The accuracy, for who reads along: npx vitest run test/core/reply/corpus.test.ts --silent=false
    process.stdout.write(`${whole.right} of ${whole.total} answers are understood as labelled\n`);
    expect(rightOf(whole)).toEqual({
      confirm: "229 of 234",
      reschedule: "146 of 151",
      cancel: "142 of 149",
      question: "188 of 194",
      stop: "585 of 585",
      start: "14 of 15",
      help: "9 of 9",
      unclear: "277 of 283",
    });
  });

  it("would be heard being misread", () => {
    const text = { language: "en", context: "" };
    const missed = evaluated([{ ...text, text: "What a nice day it is", intent: "stop" }]);
    const invented = evaluated([{ ...text, text: "cancel my appointment", intent: "question" }]);

    expect(unforgivable(missed)).toEqual({ missedOptOuts: 1, falseCancels: 0 });
    expect(unforgivable(invented)).toEqual({ missedOptOuts: 0, falseCancels: 1 });
  });
});

describe("a withdrawal in any dress", () => {
  /** A stranger's name is known by its capital alone; such a text wears no other dress. */
  const withdrawals = corpus.filter((one) => one.intent === "stop" && one.context !== "capital");
  const dresses: readonly (readonly [string, (text: string) => string])[] = [
    ["in capitals", (text) => text.toUpperCase()],
    ["in small letters", (text) => text.toLowerCase()],
    ["without accents", (text) => text.normalize("NFD").replace(/\p{M}/gu, "")],
    ["with a greeting", (text) => `Hi, ${text}`],
    ["with thanks", (text) => `${text} thanks`],
    ["with dots and spaces", (text) => `  ${text} ... `],
    ["with a curly apostrophe", (text) => text.replaceAll("'", "’")],
    ["with an angry face", (text) => `${text} 😡`],
  ];
  it.each(dresses)("%s is one still", (_, dress) => {
    const missed = withdrawals.map(({ text }) => dress(text)).filter((text) => !isStop(text));
    expect(missed).toEqual([]);
  });

  const isStop = (text: string): boolean => understand(text).intent === "stop";
});

describe("an answer that is no withdrawal", () => {
  it.each<[Intent, Intent]>([
    ["confirm", "stop"],
    ["confirm", "cancel"],
    ["confirm", "reschedule"],
    ["cancel", "confirm"],
    ["reschedule", "confirm"],
    ["question", "confirm"],
    ["unclear", "confirm"],
    ["question", "stop"],
  ])("%s is never taken for %s", (expected, wrong) => {
    expect(whole.matrix[expected][wrong]).toBe(0);
  });
});

import { parseArgs } from "node:util";
import { type Command, document, exit, type Io, misused } from "#cli/command";
import { type Evaluation, figuresOf, unforgivable } from "#core/reply/evaluate";
import { intents } from "#core/reply/understand";
import { evaluateReplies, type EvaluationRun } from "#local/evaluate-replies";
import { languageModelOfEnvironment } from "#local/language-model";

/** `aro replies evaluate`: what is made of every answer in a labelled table. */
export const command: Command = {
  name: "replies evaluate",
  summary: "Show how well customers’ answers are understood, for any labelled CSV",
  usage: `FILE [--model] [--wrong N] [--check] [--json]

  FILE       CSV with the columns text and intent, and language and context where there are
  --model    ask the configured language model (ARO_MODEL_URL) where the table of words is not certain
  --wrong N  show so many of those that were understood otherwise (20)
  --check    end with 2 where an opt-out was missed or a visit falsely given up`,
  run: async (args: readonly string[], io: Io): Promise<number> => {
    const wish = wishFrom(args);
    if (typeof wish === "string") return complain(io, wish);
    const model = wish.model ? languageModelOfEnvironment() : null;
    if (wish.model && model === null)
      return complain(io, "Cannot ask a model: ARO_MODEL_URL and ARO_MODEL are not set");

    try {
      const onProgress = (done: number): void => io.progress({ what: "answers", done, of: null });
      return report(await evaluateReplies({ ...wish, model, onProgress }), wish, io);
    } catch (error) {
      return complain(io, `Cannot read "${wish.file}": ${reasonOf(error)}`);
    }
  },
};

const options = {
  model: { type: "boolean", default: false },
  wrong: { type: "string", default: "20" },
  check: { type: "boolean", default: false },
} as const;

type Wish = {
  readonly file: string;
  readonly model: boolean;
  readonly mostWrong: number;
  readonly check: boolean;
};

const wishFrom = (args: readonly string[]): Wish | string => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) return "Cannot evaluate: name one CSV file";
  const { model, wrong, check } = values;
  if (!/^\d{1,6}$/.test(wrong)) return `Cannot use --wrong "${wrong}": it is a number`;
  return { file, model, check, mostWrong: Number(wrong) };
};

const complain = (io: Io, message: string): number =>
  misused(io, `${message}.`, "aro replies evaluate --help tells how.");

/** The system's own code: its message quotes the path once more. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.message;
};

const report = (evaluated: EvaluationRun, wish: Wish, io: Io): number => {
  const { evaluation, unreadable } = evaluated;
  if (evaluation.total === 0)
    return complain(io, `Cannot find a labelled answer in "${wish.file}": columns text and intent`);

  const { missedOptOuts, falseCancels } = unforgivable(evaluation);
  if (io.isJson) document(io, asJson(evaluated));
  else for (const line of asText(evaluated)) io.out(line);
  if (unreadable.length > 0)
    io.err(`${unreadable.length} lines hold no label that is known, the first is ${unreadable[0]}`);
  return wish.check && missedOptOuts + falseCancels > 0 ? exit.verificationFailed : exit.ok;
};

const asJson = ({ evaluation, wrong, unreadable }: EvaluationRun) => ({
  total: evaluation.total,
  accuracy: evaluation.right / evaluation.total,
  ...unforgivable(evaluation),
  classes: figuresOf(evaluation),
  matrix: evaluation.matrix,
  byLanguage: evaluation.byLanguage,
  byStage: evaluation.byStage,
  wrong,
  unreadable,
});

const asText = ({ evaluation, wrong }: EvaluationRun): readonly string[] => {
  const { missedOptOuts, falseCancels } = unforgivable(evaluation);
  return [
    ...matrixLines(evaluation),
    "",
    ...classLines(evaluation),
    "",
    `answers ${evaluation.total}   right ${share(evaluation.right / evaluation.total)}`,
    ...Object.entries(evaluation.byLanguage).map(
      ([language, { total, right }]) =>
        `  ${language === "" ? "no language" : language}: ${total}, right ${share(right / total)}`,
    ),
    ...Object.entries(evaluation.byStage).map(([stage, count]) => `  by ${stage}: ${count}`),
    `opt-outs missed ${missedOptOuts}   false cancels ${falseCancels}`,
    ...(wrong.length === 0 ? [] : ["", "line  labelled -> understood"]),
    ...wrong.map(
      ({ line, intent, understood, text }) =>
        `${line}  ${intent} -> ${understood}  ${printable(text)}`,
    ),
  ];
};

const width = 11;

const matrixLines = ({ matrix }: Evaluation): readonly string[] => [
  `${"labelled".padEnd(width)}understood as`,
  "".padEnd(width) + intents.map((intent) => intent.padStart(width)).join(""),
  ...intents.map(
    (expected) =>
      expected.padEnd(width) +
      intents.map((intent) => String(matrix[expected][intent]).padStart(width)).join(""),
  ),
];

const classLines = (evaluation: Evaluation): readonly string[] => [
  `${"".padEnd(width)}${"labelled".padStart(width)}${"precision".padStart(width)}${"recall".padStart(width)}`,
  ...figuresOf(evaluation).map(
    ({ intent, labelled, precision, recall }) =>
      intent.padEnd(width) +
      [String(labelled), share(precision), share(recall)]
        .map((cell) => cell.padStart(width))
        .join(""),
  ),
];

const share = (value: number | null): string =>
  value === null ? "–" : `${(value * 100).toFixed(1)} %`;

/** A line of somebody else's file must not move the cursor of the terminal. */
const printable = (text: string): string => text.replaceAll(/\p{C}+/gu, " ").slice(0, 100);

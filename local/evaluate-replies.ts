import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { parse } from "csv-parse";
import * as z from "zod";
import type { LanguageModel } from "#core/ports/language-model";
import { as, type TenantId } from "#core/kernel/ids";
import { classified } from "#core/reply/classify";
import {
  type Evaluation,
  type Judged,
  nothingEvaluated,
  readByTable,
  withJudged,
} from "#core/reply/evaluate";
import { looksLikeInstructions, promptFor } from "#core/reply/prompt";
import { type Intent, intents, isCertain, understand } from "#core/reply/understand";

type Labelled = {
  readonly text: string;
  readonly language: string;
  readonly intent: Intent;
  /** `opted_out`: whoever wrote had withdrawn before; then YES is a START. `10:00`: the time of their visit. */
  readonly context: string;
};

export type EvaluationRun = {
  readonly evaluation: Evaluation;
  readonly wrong: readonly (Labelled & { readonly line: number; readonly understood: Intent })[];
  /** Lines that hold no label that we know. */
  readonly unreadable: readonly number[];
};

type Wish = {
  readonly file: string;
  readonly model: LanguageModel | null;
  /** How many of the wrong ones are kept to be shown. */
  readonly mostWrong: number;
  readonly onProgress?: (done: number) => void;
};

/** So many questions to the model at a time. */
const atOnce = 4;

/**
 * Runs the first stages of understanding over a labelled table of any length: a CSV with a head line that
 * names `text` and `intent`, and perhaps `language` and `context`; commas, semicolons or tabs.
 *
 * What would go to a person counts as `unclear`. Throws where the file cannot be read or is no such table.
 */
export const evaluateReplies = async (wish: Wish): Promise<EvaluationRun> => {
  let evaluation = nothingEvaluated;
  const wrong: EvaluationRun["wrong"][number][] = [];
  const unreadable: number[] = [];
  const take = ({ line, labelled, judged }: Read): void => {
    if (labelled === null || judged === null) return void unreadable.push(line);
    evaluation = withJudged(evaluation, judged);
    if (judged.understood !== labelled.intent && wrong.length < wish.mostWrong)
      wrong.push({ ...labelled, line, understood: judged.understood });
    if (evaluation.total % 1_000 === 0) wish.onProgress?.(evaluation.total);
  };

  let under: Promise<Read>[] = [];
  for await (const row of rowsOf(wish.file)) {
    under.push(readRow(row, wish.model));
    if (under.length < atOnce) continue;
    for (const read of await Promise.all(under)) take(read);
    under = [];
  }
  for (const read of await Promise.all(under)) take(read);
  return { evaluation, wrong, unreadable };
};

type Read = {
  readonly line: number;
  readonly labelled: Labelled | null;
  readonly judged: Judged | null;
};

type Row = { readonly record: unknown; readonly line: number };

async function* rowsOf(file: string): AsyncGenerator<Row> {
  const parser = pipeline(
    createReadStream(file),
    parse({
      bom: true,
      columns: (head: string[]) => head.map((name) => columnNamed(name.trim().toLowerCase())),
      delimiter: [",", ";", "\t"],
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
    () => {}, // A file that cannot be read ends the loop below with its error.
  );
  for await (const row of parser) {
    const { record, info } = row as { record: unknown; info: { lines: number } };
    yield { record, line: info.lines };
  }
}

/** As other people's tables call them. */
const columnNamed = (name: string): string => columnNames.get(name) ?? name;

const columnNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    text: ["body", "message", "reply", "answer", "utterance", "sms"],
    intent: ["label", "expected", "class", "category"],
    language: ["lang", "locale"],
  }).flatMap(([ours, others]) => others.map((other) => [other, ours] as const)),
);

const labelNames: ReadonlyMap<string, Intent> = new Map([
  ...intents.map((intent) => [intent, intent] as const),
  ...(
    [
      ["stop", ["opt_out", "opt-out", "optout", "unsubscribe"]],
      ["start", ["opt_in", "opt-in", "optin", "resubscribe"]],
      ["confirm", ["confirmation", "confirmed", "yes"]],
      ["reschedule", ["rescheduling", "change", "move"]],
      ["cancel", ["cancellation", "cancelled", "canceled"]],
      ["question", ["inquiry", "ask"]],
      ["unclear", ["other", "unknown", "none", "ambiguous", "human"]],
    ] as const
  ).flatMap(([ours, others]) => others.map((other) => [other, ours] as const)),
]);

const row = z.object({
  text: z.string(),
  intent: z
    .string()
    .transform((label) => labelNames.get(label.trim().toLowerCase()))
    .pipe(z.enum(intents)),
  language: z.string().trim().default(""),
  context: z.string().trim().default(""),
});

const readRow = async ({ record, line }: Row, model: LanguageModel | null): Promise<Read> => {
  const read = row.safeParse(record);
  if (!read.success) return { line, labelled: null, judged: null };
  const labelled = read.data;
  const judged = { expected: labelled.intent, language: labelled.language };
  return { line, labelled, judged: { ...judged, ...(await understoodOf(labelled, model)) } };
};

const understoodOf = async (
  { text, context }: Labelled,
  model: LanguageModel | null,
): Promise<{ readonly understood: Intent; readonly stage: string }> => {
  if (isCertain(understand(text)))
    return { understood: readByTable(text, context), stage: "table" };
  if (model === null || text.trim() === "" || looksLikeInstructions(text))
    return { understood: "unclear", stage: "person" };

  const answer = await model.ask(as<TenantId>("evaluation"), promptFor(text));
  const { intent, stage } = classified(text, model.name, answer);
  return { understood: stage === "model" ? intent : "unclear", stage };
};

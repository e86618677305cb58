import { type Evaluation, nothingEvaluated, readByTable, withJudged } from "#core/reply/evaluate";
import type { Intent } from "#core/reply/understand";

export type LabelledAnswer = {
  readonly text: string;
  readonly language: string;
  readonly intent: Intent;
  readonly context: string;
};

/** What the table of words makes of labelled answers; what it is not certain of is `unclear`. */
export const evaluated = (answers: readonly LabelledAnswer[]): Evaluation =>
  answers.reduce<Evaluation>(
    (evaluation, { text, language, intent: expected, context }) =>
      withJudged(evaluation, {
        expected,
        language,
        stage: "table",
        understood: readByTable(text, context),
      }),
    nothingEvaluated,
  );

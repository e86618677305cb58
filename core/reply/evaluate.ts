import { isAtClock } from "#core/reply/said-time";
import { type Intent, intents, isCertain, understand } from "#core/reply/understand";

/** One labelled answer, and what was made of it. */
export type Judged = {
  readonly expected: Intent;
  readonly understood: Intent;
  /** `table`, `model` or `person`; counted apart. */
  readonly stage: string;
  readonly language: string;
};

/** `matrix[expected][understood]`: how many answers. */
type Matrix = Readonly<Record<Intent, Readonly<Record<Intent, number>>>>;

export type Evaluation = {
  readonly total: number;
  readonly right: number;
  readonly matrix: Matrix;
  readonly byStage: Readonly<Record<string, number>>;
  readonly byLanguage: Readonly<Record<string, { readonly total: number; readonly right: number }>>;
};

type ClassFigures = {
  readonly intent: Intent;
  readonly labelled: number;
  readonly understood: number;
  readonly right: number;
  /** Of those understood as it, the share that is; `null` where nothing was. */
  readonly precision: number | null;
  /** Of those that are it, the share understood; `null` where there is none. */
  readonly recall: number | null;
};

const noneOf = (): Record<Intent, number> => ({
  confirm: 0,
  reschedule: 0,
  cancel: 0,
  question: 0,
  stop: 0,
  start: 0,
  help: 0,
  unclear: 0,
});

export const nothingEvaluated: Evaluation = {
  total: 0,
  right: 0,
  matrix: Object.fromEntries(intents.map((intent) => [intent, noneOf()])) as Matrix,
  byStage: {},
  byLanguage: {},
};

/** Adds one answer; a corpus of any length is counted without being kept. */
export const withJudged = (evaluation: Evaluation, judged: Judged): Evaluation => {
  const { expected, understood, stage, language } = judged;
  const { matrix, byStage, byLanguage } = evaluation;
  const isRight = expected === understood ? 1 : 0;
  const row = matrix[expected];
  const spoken = byLanguage[language] ?? { total: 0, right: 0 };
  return {
    total: evaluation.total + 1,
    right: evaluation.right + isRight,
    matrix: { ...matrix, [expected]: { ...row, [understood]: row[understood] + 1 } },
    byStage: { ...byStage, [stage]: (byStage[stage] ?? 0) + 1 },
    byLanguage: {
      ...byLanguage,
      [language]: { total: spoken.total + 1, right: spoken.right + isRight },
    },
  };
};

export const figuresOf = ({ matrix }: Evaluation): readonly ClassFigures[] =>
  intents.map((intent) => {
    const labelled = intents.reduce((sum, one) => sum + matrix[intent][one], 0);
    const understood = intents.reduce((sum, one) => sum + matrix[one][intent], 0);
    const right = matrix[intent][intent];
    return {
      intent,
      labelled,
      understood,
      right,
      precision: understood === 0 ? null : right / understood,
      recall: labelled === 0 ? null : right / labelled,
    };
  });

/** The two that may never happen: a withdrawal that was missed, and a visit given up by nobody. */
export const unforgivable = (
  evaluation: Evaluation,
): { readonly missedOptOuts: number; readonly falseCancels: number } => {
  const figures = figuresOf(evaluation);
  const { labelled, right: caught } = only(figures, "stop");
  const { understood, right } = only(figures, "cancel");
  return { missedOptOuts: labelled - caught, falseCancels: understood - right };
};

const only = (figures: readonly ClassFigures[], intent: Intent) =>
  figures.find((one) => one.intent === intent) ?? { labelled: 0, understood: 0, right: 0 };

/**
 * What the table makes of a labelled answer; what it is not certain of is `unclear`. `context` is what the house
 * knows besides: `opted_out`, or the visit's time on the wall there (`10:00`), without which any time is the visit's.
 */
export const readByTable = (text: string, context: string): Intent => {
  const understood = understand(text);
  if (context === "opted_out" && understood.alsoStart) return "start";
  if (!isCertain(understood)) return "unclear";
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(context) ?? [];
  if (hour === undefined || minute === undefined) return understood.intent;
  const visit = { date: "", minuteOfDay: Number(hour) * 60 + Number(minute) };
  return isAtClock(understood.times, visit) ? understood.intent : "unclear";
};

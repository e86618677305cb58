/**
 * How likely a customer is not to come, from 0 to 100, and why.
 *
 * - **history**: what is counted of a customer's appointments.
 * - **term**: one reason for points, with the numbers that it was worked out from.
 * - **assessment**: the score, its level, its terms, and the version of the formula that made it.
 *
 * It is used to choose a sequence or to *ask* for a deposit; nobody is refused because of it.
 */
export type RiskHistory = {
  readonly appointments: number;
  readonly noShows: number;
  /** Appointments that a confirmation was asked for and whose answer is known; never fewer than `confirmed`. */
  readonly asked: number;
  readonly confirmed: number;
  readonly reschedules: number;
  readonly isPastDue: boolean;
};

export type RiskLevel = "low" | "medium" | "high";

export type RiskTermName = "no_shows" | "unconfirmed" | "reschedules" | "past_due";

export type RiskTerm = {
  readonly name: RiskTermName;
  readonly inputs: Readonly<Record<string, number | boolean>>;
  /** To two decimals; the score is rounded once, from the exact sum. */
  readonly points: number;
};

export type RiskAssessment = {
  /** Version of the formula: a score made by another is made anew by the next assessment. */
  readonly formula: number;
  readonly score: number;
  readonly level: RiskLevel;
  readonly terms: readonly RiskTerm[];
};

/** Points before rounding: a whole number of parts, so that a half is a half on every machine. */
type Fraction = { readonly over: number; readonly under: number };

type TermRule = {
  readonly name: RiskTermName;
  readonly inputs: (history: RiskHistory) => RiskTerm["inputs"];
  readonly points: (history: RiskHistory) => Fraction;
};

const whole = (points: number): Fraction => ({ over: points, under: 1 });
/** A share of these points; nothing where there is nothing to share by. */
const share = (points: number, part: number, of: number): Fraction =>
  of === 0 ? whole(0) : { over: points * part, under: of };

/** `min(20 × no-shows, 40) + 30 × (1 − confirmation rate) + 20 × reschedules / appointments + 10 if past due`. */
const rules: readonly TermRule[] = [
  {
    name: "no_shows",
    inputs: ({ noShows }) => ({ noShows }),
    points: ({ noShows }) => whole(Math.min(20 * noShows, 40)),
  },
  {
    name: "unconfirmed",
    inputs: ({ asked, confirmed }) => ({ asked, confirmed }),
    // Nobody was asked: the rate counts as 1, so that a new customer is not punished.
    points: ({ asked, confirmed }) => share(30, asked - confirmed, asked),
  },
  {
    name: "reschedules",
    inputs: ({ reschedules, appointments }) => ({ reschedules, appointments }),
    points: ({ reschedules, appointments }) => share(20, reschedules, appointments),
  },
  {
    name: "past_due",
    inputs: ({ isPastDue }) => ({ isPastDue }),
    points: ({ isPastDue }) => whole(isPastDue ? 10 : 0),
  },
];

const formula = 1;
const most = 100;
/** A level begins at its score and goes up to the next. */
export const levelsFrom = { medium: 40, high: 70 } as const;

/** Works out the score and says from what: the same history gives the same assessment, always. */
export const assess = (history: RiskHistory): RiskAssessment => {
  const exact = rules.map((rule) => rule.points(history)).reduce(plus, whole(0));
  const score = Math.min(rounded(exact), most);
  return {
    formula,
    score,
    level: levelOf(score),
    terms: rules.map(({ name, inputs, points }) => ({
      name,
      inputs: inputs(history),
      points: rounded(times(points(history), 100)) / 100,
    })),
  };
};

export const levelOf = (score: number): RiskLevel => {
  if (score >= levelsFrom.high) return "high";
  return score >= levelsFrom.medium ? "medium" : "low";
};

/**
 * Whether two assessments say the same. Whoever was never assessed has nothing held against them, so a
 * first assessment without any points is no news either. Inputs may differ: two of two confirmed, or
 * three of three.
 */
export const isSameRisk = (known: RiskAssessment | null, now: RiskAssessment): boolean => {
  if (known === null) return now.terms.every(({ points }) => points === 0);
  const isSamePoints = now.terms.every(
    ({ name, points }) => known.terms.find((term) => term.name === name)?.points === points,
  );
  return known.formula === now.formula && known.score === now.score && isSamePoints;
};

const plus = (one: Fraction, other: Fraction): Fraction => ({
  over: one.over * other.under + other.over * one.under,
  under: one.under * other.under,
});

const times = ({ over, under }: Fraction, factor: number): Fraction => ({
  over: over * factor,
  under,
});

/** Half up, by whole numbers alone. */
const rounded = ({ over, under }: Fraction): number => {
  const doubled = 2 * over + under;
  return (doubled - (doubled % (2 * under))) / (2 * under);
};

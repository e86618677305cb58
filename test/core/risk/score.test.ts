import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess, isSameRisk, levelOf, type RiskHistory } from "#core/risk/score";

const newcomer: RiskHistory = {
  appointments: 0,
  noShows: 0,
  asked: 0,
  confirmed: 0,
  reschedules: 0,
  isPastDue: false,
};
const of = (history: Partial<RiskHistory>): RiskHistory => ({ ...newcomer, ...history });

/** `missed asked confirmed moved visits [unpaid]`: the points of the four terms, the score, the level. */
const golden = [
  ["0 0 0 0 0", [0, 0, 0, 0], 0, "low"],
  ["0 0 0 0 1", [0, 0, 0, 0], 0, "low"],
  ["1 0 0 0 1", [20, 0, 0, 0], 20, "low"],
  ["2 0 0 0 2", [40, 0, 0, 0], 40, "medium"],
  ["9 0 0 0 9", [40, 0, 0, 0], 40, "medium"],
  ["0 3 3 0 3", [0, 0, 0, 0], 0, "low"],
  ["0 3 2 0 3", [0, 10, 0, 0], 10, "low"],
  ["0 3 0 0 3", [0, 30, 0, 0], 30, "low"],
  ["0 4 3 0 4", [0, 7.5, 0, 0], 8, "low"],
  ["0 20 19 0 20", [0, 1.5, 0, 0], 2, "low"],
  ["0 0 0 1 3", [0, 0, 6.67, 0], 7, "low"],
  ["0 0 0 1 8", [0, 0, 2.5, 0], 3, "low"],
  ["0 0 0 2 1", [0, 0, 40, 0], 40, "medium"],
  ["0 0 0 0 1 unpaid", [0, 0, 0, 10], 10, "low"],
  ["1 2 1 1 4", [20, 15, 5, 0], 40, "medium"],
  ["1 2 1 1 4 unpaid", [20, 15, 5, 10], 50, "medium"],
  ["2 3 0 0 3", [40, 30, 0, 0], 70, "high"],
  ["2 5 1 1 6 unpaid", [40, 24, 3.33, 10], 77, "high"],
  ["3 4 0 4 4 unpaid", [40, 30, 20, 10], 100, "high"],
  ["3 4 0 9 4 unpaid", [40, 30, 45, 10], 100, "high"],
  ["1 3 1 1 6", [20, 20, 3.33, 0], 43, "medium"],
  ["1 3 2 2 5 unpaid", [20, 10, 8, 10], 48, "medium"],
  ["0 6 3 1 8 unpaid", [0, 15, 2.5, 10], 28, "low"],
  // Two halves are a whole: rounded one by one they would be eleven.
  ["0 4 3 1 8", [0, 7.5, 2.5, 0], 10, "low"],
] as const;

const historyFrom = (text: string): RiskHistory => {
  const [noShows = 0, asked = 0, confirmed = 0, reschedules = 0, appointments = 0] = text
    .split(" ")
    .map(Number);
  return {
    noShows,
    asked,
    confirmed,
    reschedules,
    appointments,
    isPastDue: text.endsWith("unpaid"),
  };
};

describe("the risk", () => {
  it.each(golden)("of %s: %j are %i, %s", (history, points, score, level) => {
    const { terms, ...rest } = assess(historyFrom(history));

    expect(rest).toEqual({ formula: 1, score, level });
    expect(terms.map((term) => term.points)).toEqual(points);
  });

  it("says from which numbers each term was worked out", () => {
    const history = of({ noShows: 1, asked: 2, confirmed: 1, reschedules: 3, appointments: 4 });

    expect(assess(history).terms).toEqual([
      { name: "no_shows", inputs: { noShows: 1 }, points: 20 },
      { name: "unconfirmed", inputs: { asked: 2, confirmed: 1 }, points: 15 },
      { name: "reschedules", inputs: { reschedules: 3, appointments: 4 }, points: 15 },
      { name: "past_due", inputs: { isPastDue: false }, points: 0 },
    ]);
  });

  it("has three levels that meet at 40 and at 70", () => {
    expect([0, 39, 40, 69, 70, 100].map(levelOf)).toEqual([
      "low",
      "low",
      "medium",
      "medium",
      "high",
      "high",
    ]);
  });
});

const histories: fc.Arbitrary<RiskHistory> = fc
  .record({
    appointments: fc.nat(400),
    noShows: fc.nat(50),
    asked: fc.nat(400),
    confirmed: fc.nat(400),
    reschedules: fc.nat(600),
    isPastDue: fc.boolean(),
  })
  .map((history) => ({ ...history, confirmed: Math.min(history.asked, history.confirmed) }));

const scoreOf = (history: RiskHistory): number => assess(history).score;

describe("whatever the history", () => {
  it("the score is a whole number from 0 to 100, of the level that it falls in", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { score, level } = assess(history);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        expect(level).toBe(levelOf(score));
      }),
    );
  });

  it("the score is the terms' sum to within their rounding, or 100", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { score, terms } = assess(history);
        const sum = terms.reduce((all, { points }) => all + points, 0);
        expect(Math.abs(score - Math.min(sum, 100))).toBeLessThanOrEqual(0.5 + 4 * 0.005 + 1e-9);
      }),
    );
  });

  it("what is worse never lowers it, and a confirmation never raises it", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const score = scoreOf(history);
        const worse: readonly RiskHistory[] = [
          { ...history, noShows: history.noShows + 1 },
          { ...history, asked: history.asked + 1 },
          { ...history, reschedules: history.reschedules + 1 },
          { ...history, isPastDue: true },
        ];
        for (const one of worse) expect(scoreOf(one)).toBeGreaterThanOrEqual(score);
        const { asked, confirmed } = history;
        expect(
          scoreOf({ ...history, asked: asked + 1, confirmed: confirmed + 1 }),
        ).toBeLessThanOrEqual(score);
      }),
    );
  });

  it("a half is rounded up, exactly: no error of floating point decides", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { appointments: n, asked: a, confirmed, reschedules } = history;
        const [under, most] = [Math.max(n, 1) * Math.max(a, 1), 100n];
        const moved = n === 0 ? 0n : 20n * BigInt(reschedules) * BigInt(Math.max(a, 1));
        const silent = a === 0 ? 0n : 30n * BigInt(a - confirmed) * BigInt(Math.max(n, 1));
        const fixed = Math.min(20 * history.noShows, 40) + (history.isPastDue ? 10 : 0);
        const over = BigInt(fixed) * BigInt(under) + moved + silent;
        const exact = (2n * over + BigInt(under)) / (2n * BigInt(under));
        expect(scoreOf(history)).toBe(Number(exact < most ? exact : most));
      }),
    );
  });
});

describe("whether an assessment is news", () => {
  const [nothing, missed] = [assess(newcomer), assess(of({ noShows: 1, appointments: 1 }))];

  it("is decided by points, and not by the numbers behind them", () => {
    expect(isSameRisk(null, nothing)).toBe(true);
    expect(isSameRisk(null, missed)).toBe(false);
    expect(isSameRisk(missed, missed)).toBe(true);
    expect(isSameRisk(missed, nothing)).toBe(false);
    expect(isSameRisk(nothing, assess(of({ asked: 3, confirmed: 3, appointments: 3 })))).toBe(true);
  });

  it("also when the score is the same by other terms, or by another formula", () => {
    const swapped = assess(of({ reschedules: 1, appointments: 1 }));
    expect(swapped.score).toBe(missed.score);
    expect(isSameRisk(missed, swapped)).toBe(false);
    expect(isSameRisk({ ...missed, formula: 0 }, missed)).toBe(false);
  });
});

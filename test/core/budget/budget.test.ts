import { describe, expect, it } from "vitest";
import {
  type BudgetLimits,
  budgetDecider,
  budgetStream,
  type BudgetWish,
} from "#core/budget/decide";
import { at } from "#core/kernel/time";
import { monday } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const limits: BudgetLimits = {
  tokensPerMonth: 1_000,
  minorPerMonth: null,
  prices: { inputPerMillion: 6, outputPerMillion: 24 },
};
const reserve = (reservation: string, tokens = 400): BudgetWish => ({
  kind: "reserve",
  reservation,
  tokens,
});
const settle = (reservation: string, inputTokens: number, outputTokens: number): BudgetWish => ({
  kind: "settle",
  reservation,
  usage: { inputTokens, outputTokens },
});
const { given } = specification(budgetDecider, { limits });

describe("a month's budget", () => {
  it("counts what was reserved until it is known what it took", () => {
    const story = given().when(reserve("a"), monday);
    expect(story.state).toMatchObject({ tokens: 400, microMinor: 9_600 });
    const settled = story.when(settle("a", 300, 10), monday);
    settled.thenEvents([
      { type: "budget.settled", reservation: "a", tokens: 310, microMinor: 2_040 },
    ]);
    expect(settled.state).toEqual({ tokens: 310, microMinor: 2_040, open: {} });
  });

  it("refuses what could lead over it, and takes what fits exactly", () => {
    const story = given().when(reserve("a", 600), monday);
    story.when(reserve("b", 401), monday).thenRefuses("over_budget");
    expect(story.when(reserve("b", 400), monday).state.tokens).toBe(1_000);
  });

  it("has room again where a question took less than was reserved", () => {
    const story = given()
      .when(reserve("a", 900), monday)
      .when(settle("a", 100, 0), monday);
    expect(story.when(reserve("b", 900), monday).state.tokens).toBe(1_000);
  });

  it("keeps a reservation whose question nobody lived to settle, and lends it to whoever tries again", () => {
    given()
      .when(reserve("a", 900), monday)
      .when(reserve("a", 900), monday)
      .thenNothingHappened()
      .when(reserve("b"), monday)
      .thenRefuses("over_budget");
  });

  it("counts all that was reserved where nobody told what it took", () => {
    const story = given().when(reserve("a"), monday);
    const unknown = story.when({ kind: "settle", reservation: "a", usage: null }, monday);
    expect(unknown.state).toEqual({ tokens: 400, microMinor: 9_600, open: {} });
    unknown.when(settle("a", 1, 1), monday).thenNothingHappened();
  });

  it("may be of money, in millionths of a minor unit", () => {
    const money = { ...limits, tokensPerMonth: 1_000_000, minorPerMonth: 1 };
    const rich = specification(budgetDecider, { limits: money }).given();
    rich.when(reserve("a", 41_667), monday).thenRefuses("over_budget"); // × 24 is just over 1,000,000.
    rich.when(reserve("a", 41_666), monday).thenHappened("budget.reserved");
  });

  it("begins anew with each month", () => {
    expect(budgetStream(at("2026-03-31T23:59:59Z"))).toBe("budget/2026-03");
    expect(budgetStream(at("2026-04-01T00:00:00Z"))).toBe("budget/2026-04");
  });
});

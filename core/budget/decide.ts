import type { Decider, Facts } from "#core/kernel/decider";
import { as, type StreamName } from "#core/kernel/ids";
import { ok, refuse } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";
import type { ModelUsage } from "#core/ports/language-model";

/**
 * What language models may cost a business in a month (UTC).
 *
 * Tokens are reserved before a model is asked and settled by what it really took; what was reserved and
 * never settled (a crash in between) stays counted. So the budget can be missed below, never above.
 *
 * Money is counted in millionths of a minor unit: one question costs about a hundredth of a cent.
 */
export type BudgetEvent =
  | {
      readonly type: "budget.reserved";
      readonly reservation: string;
      readonly tokens: number;
      readonly microMinor: number;
    }
  | {
      readonly type: "budget.settled";
      readonly reservation: string;
      readonly tokens: number;
      readonly microMinor: number;
    };

export type BudgetWish =
  | { readonly kind: "reserve"; readonly reservation: string; readonly tokens: number }
  /** `usage: null`: nobody told what it took, so all that was reserved counts. */
  | {
      readonly kind: "settle";
      readonly reservation: string;
      readonly usage: ModelUsage | null;
    };

export type BudgetLimits = {
  readonly tokensPerMonth: number;
  /** In minor units of the business's currency (cents); `null` where only tokens are counted. */
  readonly minorPerMonth: number | null;
  /** Prices in minor units per million tokens. */
  readonly prices: { readonly inputPerMillion: number; readonly outputPerMillion: number };
};

export type BudgetState = {
  readonly tokens: number;
  readonly microMinor: number;
  readonly open: Readonly<Record<string, Amount>>;
};

type Amount = { readonly tokens: number; readonly microMinor: number };

type BudgetRefusal = { readonly code: "over_budget" };

export type BudgetFacts = Facts & { readonly limits: BudgetLimits };

/** `budget/2026-03` */
export const budgetStream = (now: Instant): StreamName => as(`budget/${now.slice(0, 7)}`);

export const budgetDecider: Decider<
  BudgetState,
  BudgetWish,
  BudgetEvent,
  BudgetRefusal,
  BudgetFacts
> = {
  initial: { tokens: 0, microMinor: 0, open: {} },
  decide: (state, wish, { limits }) => {
    const { reservation } = wish;
    const held = state.open[reservation];
    if (wish.kind === "reserve") {
      if (held !== undefined) return ok([]); // A worker before us died with it in hand.
      const amount = { tokens: wish.tokens, microMinor: costAtMost(wish.tokens, limits) };
      if (!fits(state, amount, limits)) return refuse({ code: "over_budget" });
      return ok([{ type: "budget.reserved", reservation, ...amount }]);
    }
    if (held === undefined) return ok([]);
    const amount = wish.usage === null ? held : costOf(wish.usage, limits);
    return ok([{ type: "budget.settled", reservation, ...amount }]);
  },
  evolve: (state, event) => {
    const { reservation, tokens, microMinor } = event;
    const { [reservation]: held = nothing, ...others } = state.open;
    const settled = event.type === "budget.settled";
    return {
      tokens: state.tokens - held.tokens + tokens,
      microMinor: state.microMinor - held.microMinor + microMinor,
      open: settled ? others : { ...others, [reservation]: { tokens, microMinor } },
    };
  },
};

const nothing: Amount = { tokens: 0, microMinor: 0 };

const fits = (state: BudgetState, amount: Amount, limits: BudgetLimits): boolean => {
  if (state.tokens + amount.tokens > limits.tokensPerMonth) return false;
  if (limits.minorPerMonth === null) return true;
  return state.microMinor + amount.microMinor <= limits.minorPerMonth * 1_000_000;
};

/** Tokens × (minor units per million tokens) are millionths of a minor unit. */
const costOf = ({ inputTokens, outputTokens }: ModelUsage, { prices }: BudgetLimits): Amount => ({
  tokens: inputTokens + outputTokens,
  microMinor: Math.ceil(
    inputTokens * prices.inputPerMillion + outputTokens * prices.outputPerMillion,
  ),
});

const costAtMost = (tokens: number, { prices }: BudgetLimits): number =>
  Math.ceil(tokens * Math.max(prices.inputPerMillion, prices.outputPerMillion));

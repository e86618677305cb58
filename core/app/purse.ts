import type { App } from "#core/app/app";
import { handleCommand } from "#core/app/handle-command";
import {
  type BudgetLimits,
  budgetDecider,
  budgetStream,
  type BudgetWish,
} from "#core/budget/decide";
import {
  as,
  type CausationId,
  type CommandId,
  type CorrelationId,
  type TenantId,
} from "#core/kernel/ids";
import type { Actor } from "#core/kernel/message";
import type { ModelUsage } from "#core/ports/language-model";

type Question = {
  readonly tenant: TenantId;
  /** Names what the tokens are for; a second try of the same holds the same reservation. */
  readonly reservation: string;
  readonly attempt: number;
  readonly cause: {
    readonly correlationId: CorrelationId;
    readonly causationId: CausationId;
    readonly actor: Actor;
  };
};

type Purse = {
  readonly reserve: (tokens: number) => Promise<"reserved" | "over_budget" | "busy">;
  /** What cannot be written here stays counted as reserved: the budget is missed below, not above. */
  readonly settle: (usage: ModelUsage | null) => Promise<void>;
};

/** Everybody's questions meet in one stream a month, so a busy one is tried more often than others. */
const rounds = 3;

/** The month is fixed when the question begins: a reservation is settled in the month that it was made in. */
export const purseFor = async (
  app: App,
  installation: BudgetLimits,
  { tenant, reservation, attempt, cause }: Question,
): Promise<Purse> => {
  const { modelBudget } = await app.tenants.settings(tenant);
  const limits = { ...installation, ...modelBudget };
  const stream = budgetStream(app.clock.now());

  const command = async (wish: BudgetWish): Promise<"written" | "over_budget" | "busy"> => {
    const commandId = as<CommandId>(`text:${reservation}:${attempt}:${wish.kind}`);
    for (let round = 1; round <= rounds; round++) {
      const whole = { tenant, stream, commandId, cause, wish };
      const handled = await handleCommand(app, budgetDecider, whole, { limits });
      if (handled.kind !== "refused") return "written";
      if (handled.refusal.code === "over_budget") return "over_budget";
    }
    return "busy";
  };

  return {
    reserve: async (tokens) => {
      const done = await command({ kind: "reserve", reservation, tokens });
      return done === "written" ? "reserved" : done;
    },
    settle: async (usage) => {
      await command({ kind: "settle", reservation, usage });
    },
  };
};

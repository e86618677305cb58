import type { Decider } from "#core/kernel/decider";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { OperatorCard } from "#core/operator/card";
import type { OperatorId } from "#core/task/events";

/** What a business decides about itself, in its own stream. Names, phones and addresses are sealed for each person. */
export type TenantEvent =
  | ({ readonly type: "operator.added" } & OperatorCard)
  | ({ readonly type: "operator.changed" } & OperatorCard)
  /** Their key is destroyed with it. */
  | { readonly type: "operator.removed"; readonly operator: OperatorId };

export type TenantWish =
  | { readonly kind: "add_operator" | "change_operator"; readonly card: OperatorCard }
  | { readonly kind: "remove_operator"; readonly operator: OperatorId };

export type TenantRefusal =
  | { readonly code: "operator_unknown" }
  | { readonly code: "operator_exists"; readonly details: { readonly operator: string } }
  | { readonly code: "operator_unreachable"; readonly details: { readonly channel: string } };

export type TenantState = {
  readonly operators: Readonly<Record<OperatorId, OperatorCard>>;
};

type Decided = Result<readonly TenantEvent[], TenantRefusal>;

export const tenantStream = (tenant: TenantId): StreamName => as(`tenant/${tenant}`);

/** Decides who belongs to a business. One phone is one person, so that nobody hears of a task twice. */
export const tenantDecider: Decider<TenantState, TenantWish, TenantEvent, TenantRefusal> = {
  initial: { operators: {} },
  decide: (state, wish) => {
    switch (wish.kind) {
      case "add_operator":
        return add(state, wish.card);
      case "change_operator":
        return change(state, wish.card);
      case "remove_operator":
        return state.operators[wish.operator] === undefined
          ? refuse({ code: "operator_unknown" })
          : ok([{ type: "operator.removed", operator: wish.operator }]);
    }
  },
  evolve: ({ operators }, event) => {
    const { [event.operator]: _, ...others } = operators;
    if (event.type === "operator.removed") return { operators: others };
    const { type: __, ...card } = event;
    return { operators: { ...operators, [card.operator]: card } };
  },
};

const add = (state: TenantState, card: OperatorCard): Decided => {
  const wrong = wrongIn(state, card);
  return wrong === null ? ok([{ type: "operator.added", ...card }]) : refuse(wrong);
};

const change = (state: TenantState, card: OperatorCard): Decided => {
  if (state.operators[card.operator] === undefined) return refuse({ code: "operator_unknown" });
  const wrong = wrongIn(state, card);
  return wrong === null ? ok([{ type: "operator.changed", ...card }]) : refuse(wrong);
};

const wrongIn = ({ operators }: TenantState, card: OperatorCard): TenantRefusal | null => {
  const same = Object.values(operators).find(
    ({ operator, phone, email }) =>
      operator !== card.operator &&
      ((phone !== null && phone === card.phone) || (email !== null && email === card.email)),
  );
  if (same !== undefined) return { code: "operator_exists", details: { operator: same.operator } };
  const channels = Object.values(card.notify);
  if (channels.includes("text") && card.phone === null)
    return { code: "operator_unreachable", details: { channel: "text" } };
  return channels.includes("email") && card.email === null
    ? { code: "operator_unreachable", details: { channel: "email" } }
    : null;
};

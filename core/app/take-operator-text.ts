import type { App } from "#core/app/app";
import { type Handled, stateAfter } from "#core/app/handle-command";
import { giveOperator, operatorsOf } from "#core/app/people";
import type { InboundText } from "#core/app/take-text";
import { customerFold } from "#core/customer/state";
import type { ExecutionRefusal } from "#core/execution/commands";
import { as, type CommandId, type CustomerId, customerStream, derive } from "#core/kernel/ids";
import type { OperatorWish } from "#core/operator/decide";
import { understand } from "#core/reply/understand";

/**
 * Takes a text from a phone of the business's own people; `null` where it goes on to the customer with that phone.
 *
 * STOP ends their notices and START begins them again, and both hold for the phone as a whole, so they go on. Any
 * other word of somebody without a visit is no question that must be answered: else every "ok" to a notice would
 * become a task, and a notice again. It is not kept.
 */
export const takeOperatorText = async (
  app: App,
  text: InboundText,
  customer: CustomerId,
): Promise<Handled<ExecutionRefusal> | null> => {
  const { tenant, provider, sid, from, correlationId } = text;
  const people = await operatorsOf(app, tenant);
  const card = people.find(({ phone }) => phone === from);
  if (card === undefined) return null;

  const { commits } = await app.store.readFacts(tenant, customerStream(customer));
  const { appointments } = stateAfter(customerFold, commits);
  const isCustomer = Object.keys(appointments).length > 0;
  const wish = wishOf(text);
  if (isCustomer && wish.kind === "ignore_text") return null;

  const taken = await giveOperator(app, card.operator, {
    tenant,
    commandId: as<CommandId>(`${provider}:inbound:${sid}`),
    cause: {
      correlationId,
      causationId: as(derive("text", provider, sid)),
      actor: { kind: "operator", name: card.operator },
    },
    wish,
  });
  return wish.kind === "ignore_text" || taken.kind === "refused" ? taken : null;
};

const wishOf = ({ body, optOutType, sid }: InboundText): OperatorWish => {
  const { intent } = understand(body);
  if (optOutType === "stop" || intent === "stop") return { kind: "opt_out", how: "text", sid };
  if (optOutType === "start" || intent === "start") return { kind: "opt_in", how: "text", sid };
  return { kind: "ignore_text", sid };
};

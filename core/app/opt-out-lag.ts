import type { App } from "#core/app/app";
import { type CommandRefusal, type Handled, handleCommand } from "#core/app/handle-command";
import type { CustomerRefusal, CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerFacts } from "#core/customer/receive";
import type { Command } from "#core/kernel/message";
import { type Instant, msBetween } from "#core/kernel/time";

type Told = Handled<CustomerRefusal | CommandRefusal>;

/**
 * Gives a customer's stream what may be an opt-out, and measures for how long that was said and not yet in force:
 * `optouts.late`, which rings after a minute. What was in force already, or is overruled, is no opt-out.
 */
export const handleWord = async (
  app: App,
  command: Command<CustomerWish>,
  facts: Omit<CustomerFacts, "now" | "version" | "tzdb">,
  saidAt: Instant,
): Promise<Told> => {
  let isOptOut = false;
  const decide: typeof customerDecider.decide = (...question) => {
    const decided = customerDecider.decide(...question);
    isOptOut = decided.ok && decided.value.some(({ type }) => type === "customer.opted_out");
    return decided;
  };
  const handled = await handleCommand(app, { ...customerDecider, decide }, command, facts);
  if (isOptOut && handled.kind === "committed")
    app.metrics.observeMs("optouts.late", Math.max(0, msBetween(saidAt, app.clock.now())));
  return handled;
};

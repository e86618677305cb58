import type { App } from "#core/app/app";
import { type Handled, handleCommand } from "#core/app/handle-command";
import type { CustomerRefusal } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import {
  as,
  type CommandId,
  type CustomerId,
  customerStream,
  derive,
  type TenantId,
} from "#core/kernel/ids";
import type { Accountable } from "#core/kernel/authority";

/**
 * Erases a customer: the commit says so, and whoever reads it destroys the customer's key. From then on
 * nothing that was sealed for them can be read, in commits, read models and copies alike; ids, times and
 * the hash chain stay, so the history still verifies.
 */
export const eraseCustomer = async (
  app: App,
  wish: {
    readonly tenant: TenantId;
    readonly customer: CustomerId;
    readonly commandId: CommandId;
    readonly actor: Accountable;
  },
): Promise<Handled<CustomerRefusal>> => {
  const { tenant, customer, commandId, actor } = wish;
  return handleCommand(
    app,
    customerDecider,
    {
      tenant,
      stream: customerStream(customer),
      commandId,
      cause: { correlationId: null, causationId: as(derive("erase", commandId)), actor },
      wish: { kind: "erase" },
    },
    {},
  );
};

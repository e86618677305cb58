import type { App } from "#core/app/app";
import { handleCommand } from "#core/app/handle-command";
import { intakeDecider, intakeStream } from "#core/intake/decide";
import {
  as,
  type CommandId,
  type CorrelationId,
  derive,
  type TaskId,
  type TenantId,
} from "#core/kernel/ids";

type Delivered = {
  readonly tenant: TenantId;
  readonly provider: string;
  /** The provider's own name of what it delivered: in every delivery the same. */
  readonly key: string;
  readonly correlationId: CorrelationId;
};

/**
 * Keeps that something was refused, under whose name and why, and opens a person's task. What it said
 * stays with the provider, where that person looks it up.
 */
export const recordRefusal = async (
  app: App,
  { tenant, provider, key, correlationId }: Delivered,
  code: string,
  about: "booking" | "payment",
): Promise<void> => {
  await handleCommand(
    app,
    intakeDecider,
    {
      tenant,
      stream: intakeStream(provider, key),
      commandId: as<CommandId>(`${provider}:${key}`),
      cause: {
        correlationId,
        causationId: as(derive(about === "payment" ? "payment" : "delivery", provider, key)),
        actor: { kind: "provider", name: provider },
      },
      wish: {
        kind: "note_refusal",
        provider,
        code,
        task: derive<TaskId>("intake", provider, key),
        ...(about === "payment" && { asks: "payment-refused" as const }),
      },
    },
    {},
  );
};

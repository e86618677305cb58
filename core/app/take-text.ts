import type { App } from "#core/app/app";
import type { CommandRefusal, Handled } from "#core/app/handle-command";
import { customerIdOf } from "#core/app/judge-booking";
import { handleWord } from "#core/app/opt-out-lag";
import { takeOperatorText } from "#core/app/take-operator-text";
import { textedVisits } from "#core/app/texted-visits";
import type { CustomerRefusal } from "#core/customer/commands";
import type { ExecutionRefusal } from "#core/execution/commands";
import {
  as,
  customerStream,
  type CommandId,
  type CorrelationId,
  derive,
  type TenantId,
} from "#core/kernel/ids";

export type InboundText = {
  readonly tenant: TenantId;
  readonly provider: string;
  readonly sid: string;
  /** E.164 of whoever wrote. */
  readonly from: string;
  readonly body: string;
  /** Left out where it came as a text. */
  readonly channel?: "whatsapp";
  readonly optOutType: "stop" | "start" | "help" | null;
  readonly correlationId: CorrelationId;
};

/**
 * Takes a customer's text. Whoever wrote, known or not, the text is recorded before we answer, and ends
 * in exactly one outcome; an opt-out is in force with this very commit.
 */
export const takeText = async (
  app: App,
  text: InboundText,
): Promise<Handled<CustomerRefusal | CommandRefusal | ExecutionRefusal>> => {
  const { tenant, provider, sid, body, channel, optOutType, correlationId } = text;
  const cameAt = app.clock.now();
  const contact = { phone: text.from, email: null };
  const customer = await customerIdOf(app.vault, tenant, contact, sid);
  const ofOperator = await takeOperatorText(app, text, customer);
  if (ofOperator !== null) return ofOperator;
  return handleWord(
    app,
    {
      tenant,
      stream: customerStream(customer),
      commandId: as<CommandId>(`${provider}:inbound:${sid}`),
      cause: {
        correlationId,
        causationId: as(derive("text", provider, sid)),
        actor: { kind: "customer" },
      },
      wish: {
        kind: "receive_text",
        sid,
        body,
        optOutType,
        ...(channel !== undefined && { channel }),
      },
    },
    { hasModel: app.reading !== undefined, texted: await textedVisits(app, tenant, customer) },
    cameAt,
  );
};

import { type App, appointmentFacts } from "#core/app/app";
import { decideExecution } from "#core/appointment/send";
import type { Recipient } from "#core/execution/commands";
import type { ExecutionEvent } from "#core/execution/events";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { TextToSend } from "#core/policy/last-look";
import { isItsTurn } from "#core/policy/pacing";

/**
 * When the turn of this text is in the sender's line; `null` where it need not stand there.
 *
 * A place is taken only for what would go now if it were alone, so the decision is rehearsed first. An answer
 * to the customer takes a place as well, and does not wait for it: somebody has the phone in their hand.
 */
export const slotFor = async (
  app: App,
  job: { readonly tenant: TenantId; readonly stream: StreamName },
  { execution, appointment, journeys }: TextToSend,
  recipient: Recipient,
): Promise<Instant | null> => {
  const { tenant, stream } = job;
  const now = app.clock.now();
  const facts = await appointmentFacts(app, tenant, stream);
  const pace = facts.settings.pace ?? app.senderPace;
  if (pace === null || isItsTurn(execution.slot, now)) return null;

  const rehearsed = decideExecution(
    { domain: appointment, journeys },
    {
      kind: "begin_execution",
      execution: execution.execution,
      token: execution.token + 1,
      recipient,
      slot: null,
    },
    { ...facts, now, version: 0, tzdb: app.tzdb },
  );
  const intended = rehearsed.ok ? rehearsed.value.find(standsInLine) : undefined;
  if (intended === undefined) return null;

  const slot = await app.pacing.takeSlot({ tenant, pace, segments: intended.segments, now });
  return execution.reply ? null : slot;
};

/** What goes over another channel than texts has no part in their line. */
const standsInLine = (
  event: ExecutionEvent,
): event is Extract<ExecutionEvent, { type: "execution.intended" }> =>
  event.type === "execution.intended" && event.payment === undefined && event.channel === undefined;

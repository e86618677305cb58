import { type App, appointmentFacts } from "#core/app/app";
import { askBeside } from "#core/app/breaker";
import { executionBehind } from "#core/app/execution-behind";
import { type CommandRefusal, handleCommand } from "#core/app/handle-command";
import { recordRefusal } from "#core/app/record-refusal";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import {
  as,
  type CorrelationId,
  derive,
  type ExecutionId,
  streamOfExecution,
  type TenantId,
} from "#core/kernel/ids";
import type { PaymentNews } from "#core/payment/commands";
import type { PaymentOwner } from "#core/ports/payments";

type PaymentReport = {
  readonly tenant: TenantId;
  readonly provider: string;
  /** The provider's own name of this word: in every delivery the same. */
  readonly eventId: string;
  /** As our own metadata brought it back; `null` where only the payment itself bears it. */
  readonly execution: string | null;
  readonly note: PaymentNews;
  readonly correlationId: CorrelationId;
};

export type PaymentTaken =
  | { readonly kind: "taken"; readonly version: number }
  | { readonly kind: "ignored"; readonly why: "not_ours" }
  | { readonly kind: "refused"; readonly refusal: PaymentRefusal };

type PaymentRefusal =
  | AppointmentRefusal
  | JourneyRefusal
  | CommandRefusal
  | { readonly code: "execution_unknown" }
  | { readonly code: "provider_unavailable"; readonly details: { readonly why: string } };

/**
 * Takes what the payment service says of a deposit. The event names the command, so any number of deliveries are
 * one. What cannot be placed is recorded with its reason and becomes a person's task: money is there, and the
 * service will not tell it again.
 */
export const takePayment = async (app: App, report: PaymentReport): Promise<PaymentTaken> => {
  const owner = await ownerOf(app, report);
  if (owner.kind === "not_ours") return { kind: "ignored", why: "not_ours" };
  if (owner.kind === "unavailable")
    return refused({ code: "provider_unavailable", details: { why: owner.why } });

  const taken = await toAppointment(app, report, owner.execution);
  if (taken.kind === "refused" && !isPassing(taken.refusal))
    await recordRefusal(app, { ...report, key: report.eventId }, taken.refusal.code, "payment");
  return taken;
};

/** No verdict: the same event may be taken a little later, so the provider is asked to deliver it again. */
export const isPassing = ({ code }: PaymentRefusal): boolean =>
  code === "stream_busy" || code === "provider_unavailable";

/**
 * What we have heard of before is known here, whoever told of it. A service that is down is not asked: it tells us again,
 * and by then may be well.
 */
const ownerOf = async (app: App, report: PaymentReport): Promise<PaymentOwner> => {
  const { tenant, execution, note, eventId } = report;
  if (execution !== null) return { kind: "ours", execution };
  const known = await executionBehind(app, tenant, note.payment);
  if (known !== null) return { kind: "ours", execution: known };
  const asker = { tenant, provider: "payments", by: `payment:${eventId}` } as const;
  const { outcome } = await askBeside(app, asker, async () => ({
    outcome: await app.payments.ownerOf(tenant, note.payment),
  }));
  return outcome;
};

const refused = (refusal: PaymentRefusal): PaymentTaken => ({ kind: "refused", refusal });

const toAppointment = async (
  app: App,
  report: PaymentReport,
  execution: string,
): Promise<PaymentTaken> => {
  const { tenant, provider, eventId, note } = report;
  const stream = streamOfExecution(execution);
  if (stream === null) return refused({ code: "execution_unknown" });

  const handled = await handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as(`${provider}:${eventId}`),
      cause: {
        correlationId: null, // The payment tells on the story that its deposit belongs to.
        causationId: as(derive("payment", provider, eventId)),
        actor: { kind: "provider", name: provider },
      },
      wish: { kind: "note_payment", execution: as<ExecutionId>(execution), note },
    },
    await appointmentFacts(app, tenant, stream),
  );
  return handled.kind === "refused"
    ? refused(handled.refusal)
    : { kind: "taken", version: handled.version };
};

import { type App, appointmentFacts } from "#core/app/app";
import { giveOperator } from "#core/app/people";
import { type Handled, handleCommand } from "#core/app/handle-command";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import {
  as,
  type CausationId,
  type CommandId,
  derive,
  type ExecutionId,
  type StreamName,
  streamOfExecution,
  type TenantId,
} from "#core/kernel/ids";
import type { ExecutionWish } from "#core/execution/commands";
import { isAboutCustomer, isRefusedOnItsWay, senderMisconfigured } from "#core/execution/events";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { OperatorId } from "#core/task/events";
import type { DeliveryStatus } from "#core/ports/messenger";

type DeliveryReport = {
  readonly tenant: TenantId;
  readonly provider: string;
  /** As our own callback URL brought it back; signed with the URL, and still checked. */
  readonly execution: string;
  readonly sid: string;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
  /** What the code means, in the words of outcomes; `null` where it means nothing to us. */
  readonly why?: string | null;
};

type Taken = Handled<AppointmentRefusal | JourneyRefusal>;

/**
 * Takes the carrier's word on a message. Message and status name it, so a doubled callback is one command; so does
 * what it says of the customer, for a complaint has no status of its own.
 */
export const takeDelivery = async (
  app: App,
  report: DeliveryReport,
): Promise<Result<Taken, { readonly code: "execution_unknown" }>> => {
  const { tenant, provider, execution, sid, status, errorCode, why = null } = report;
  const said = isAboutCustomer(why) ? `${status}:${why}` : status;
  const stream = streamOfExecution(execution);
  if (stream === null) return refuse({ code: "execution_unknown" });

  const command = {
    tenant,
    commandId: as<CommandId>(`${provider}:${sid}:${said}`),
    cause: {
      correlationId: null, // The carrier tells on the story that the text belongs to.
      causationId: as<CausationId>(derive("delivery", provider, sid, said)),
      actor: { kind: "provider", name: provider },
    },
    wish: {
      kind: "record_delivery",
      execution: as<ExecutionId>(execution),
      sid,
      status,
      errorCode,
      ...(why !== null && { why }),
    },
  } as const;
  const taken = await give(app, stream, command);
  if (taken.kind === "committed") await tellOfRefusal(app, stream, report);
  return ok(taken);
};

const give = async (
  app: App,
  stream: StreamName,
  command: Parameters<typeof giveOperator>[2] & { readonly wish: RecordDelivery },
): Promise<Taken> => {
  const [kind, id = ""] = stream.split("/");
  if (kind === "operator") return giveOperator(app, id as OperatorId, command);
  const facts = await appointmentFacts(app, command.tenant, stream);
  return handleCommand(app, appointmentStreamDecider, { ...command, stream }, facts);
};

type RecordDelivery = Extract<ExecutionWish, { kind: "record_delivery" }>;

/** Under the name of the story that the text belongs to, as the refusal of a create is. */
const tellOfRefusal = async (
  app: App,
  stream: StreamName,
  { tenant, execution, status, errorCode: code, why }: DeliveryReport,
): Promise<void> => {
  if (why === null || why === undefined || !isRefusedOnItsWay({ status, why })) return;
  const { commits } = await app.store.readFacts(tenant, stream);
  const correlationId = commits[0]?.cause.correlationId ?? null;
  app.metrics.count("executions.rejected", { why });
  if (why === senderMisconfigured)
    app.log.error("sender.refused", { execution, code, correlationId });
  else app.log.warn("text.filtered", { tenant, execution, code, correlationId });
};

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
  streamOfExecution,
  type TenantId,
} from "#core/kernel/ids";
import { isAboutCustomer } from "#core/execution/events";
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
  const [kind, id = ""] = stream.split("/");
  if (kind === "operator") return ok(await giveOperator(app, id as OperatorId, command));
  const facts = await appointmentFacts(app, tenant, stream);
  return ok(await handleCommand(app, appointmentStreamDecider, { ...command, stream }, facts));
};

import { type App, appointmentFacts } from "#core/app/app";
import { type Handled, handleCommand } from "#core/app/handle-command";
import { handlingOf } from "#core/app/people";
import { appointmentStreamDecider, type JourneyRefusal } from "#core/appointment/journeys";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import { conservationDecider } from "#core/conservation/decide";
import type { CustomerRefusal } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import { intakeDecider } from "#core/intake/decide";
import type { TaskId } from "#core/kernel/ids";
import type { Command } from "#core/kernel/message";
import { senderDecider } from "#core/sender/decide";

/**
 * Closes a task where it arose, in the stream of its visit, its customer, or what else asked for it. One that is
 * closed there already stays so.
 */
export const closeAtOrigin = async (
  app: App,
  task: TaskId,
  command: Omit<Command<unknown>, "stream" | "wish">,
): Promise<Handled<Closing>> => {
  const handling = await handlingOf(app, command.tenant, task);
  if (handling === null) return { kind: "refused", refusal: { code: "not_found" } };

  const { from: stream } = handling;
  const closing = { ...command, stream, wish: { kind: "close_task", task } as const };
  if (stream.startsWith("appointment/"))
    return handleCommand(
      app,
      appointmentStreamDecider,
      closing,
      await appointmentFacts(app, command.tenant, stream),
    );
  if (stream.startsWith("conservation/"))
    return handleCommand(app, conservationDecider, closing, {});
  if (stream.startsWith("sender/")) return handleCommand(app, senderDecider, closing, {});
  return stream.startsWith("customer/")
    ? handleCommand(app, customerDecider, closing, {})
    : handleCommand(app, intakeDecider, closing, {});
};

type Closing =
  | { readonly code: "not_found" }
  | AppointmentRefusal
  | JourneyRefusal
  | CustomerRefusal;

import { answeredBy } from "#core/app/answered-by";
import { type App, appointmentFacts } from "#core/app/app";
import { erasuresIn } from "#core/app/erasures-in";
import { handleCommand } from "#core/app/handle-command";
import { reactToPeople } from "#core/app/react-people";
import { tellCustomer, tellRecipient } from "#core/app/tell-customer";
import { tellSender } from "#core/app/tell-sender";
import { causeFrom, commandIdFor, complainIfBusy } from "#core/app/telling";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { type AppointmentId, appointmentStream } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Output, outputsOf } from "#core/workflow/outputs";

/** The queue from which executions are worked off. */
export const executionsQueue = "executions";

/** The queue of texts that a language model is to read. */
export const classificationsQueue = "classifications";

/**
 * Does what a commit asks for. Safe to repeat: every command that it gives is named after the commit,
 * timers keep the newest version, and the executor looks before it leaps. Safe to do late: what is told to another
 * stream says what it is about and when it was said, and that stream has heard more since.
 */
export const react = async (app: App, commit: Commit): Promise<void> => {
  for (const output of outputsOf(commit)) await perform(app, commit, output);
  await reactToPeople(app, commit);
};

const perform = async (app: App, commit: Commit, output: Output): Promise<void> => {
  const { tenant, stream, version } = commit;
  switch (output.kind) {
    case "execute": {
      const { correlationId } = commit.cause;
      const body = { stream, execution: output.execution, correlationId };
      return app.queues.send({ tenant, queue: executionsQueue, body }, app.clock.now());
    }
    case "classify": {
      const { correlationId } = commit.cause;
      const body = { stream, sid: output.sid, correlationId };
      return app.queues.send({ tenant, queue: classificationsQueue, body }, app.clock.now());
    }
    case "wake":
      return app.timers.plan({ tenant, stream, at: output.at, version });
    case "tell_customer":
      return tellCustomer(app, commit);
    case "tell_appointment": {
      const answers = await answeredBy(app, commit, output);
      const confirm = { kind: output.wish, by: "customer", answers } as const;
      return tellAppointment(app, commit, output.appointment, confirm);
    }
    case "tell_answer": {
      const { appointment, answer } = output;
      const answers = await answeredBy(app, commit, output);
      return tellAppointment(app, commit, appointment, { kind: "note_answer", answer, answers });
    }
    case "tell_unreachable":
      return tellRecipient(app, commit, output.execution, {
        what: "unreachable",
        wish: { kind: "note_unreachable", execution: output.execution, at: commit.at },
      });
    case "tell_opted_out":
      return tellRecipient(app, commit, output.execution, {
        what: "opted-out",
        wish: { kind: "opt_out", how: "carrier", evidence: output.execution, at: commit.at },
      });
    case "tell_sender":
      return tellSender(app, commit, output);
    case "tell_erasure":
      for (const { appointment, wish } of await erasuresIn(app, commit))
        await tellAppointment(app, commit, appointment, wish);
      return;
    case "destroy_key":
      return app.vault.destroy(tenant, stream.slice("customer/".length));
  }
};

const tellAppointment = async (
  app: App,
  commit: Commit,
  appointment: AppointmentId,
  wish: Extract<AppointmentWish, { kind: "confirm" | "note_answer" | "note_erasure" }>,
): Promise<void> => {
  const { tenant } = commit;
  const stream = appointmentStream(appointment);
  const handled = await handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: commandIdFor(commit, wish.kind),
      cause: causeFrom(commit),
      wish,
    },
    await appointmentFacts(app, tenant, stream),
  );
  complainIfBusy(handled);
  if (handled.kind === "refused")
    app.log.info("tell.refused", {
      stream,
      code: handled.refusal.code,
      correlationId: commit.cause.correlationId,
    });
};

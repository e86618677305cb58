import { answeredConsents } from "#core/app/answered-consents";
import { type App, appointmentFacts } from "#core/app/app";
import { erasuresIn } from "#core/app/erasures-in";
import { reactToPeople } from "#core/app/react-people";
import { type Handled, handleCommand, stateAfter } from "#core/app/handle-command";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import type { Contact } from "#core/appointment/events";
import { notTheirs, standingOf } from "#core/appointment/standing";
import type { KnownAppointment } from "#core/appointment/state";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import {
  type AppointmentId,
  appointmentStream,
  as,
  type CausationId,
  type CommandId,
  type CustomerId,
  customerStream,
  type ExecutionId,
} from "#core/kernel/ids";
import type { Refusal } from "#core/kernel/decider";
import type { BySystem } from "#core/kernel/authority";
import type { Cause, Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import type { Standing } from "#core/risk/standing";
import { type Output, outputsOf } from "#core/workflow/outputs";

/** The queue from which executions are worked off. */
export const executionsQueue = "executions";

/** The queue of texts that a language model is to read. */
export const classificationsQueue = "classifications";

/**
 * Does what a commit asks for. Safe to repeat: every command that it gives is named after the commit,
 * timers keep the newest version, and the executor looks before it leaps.
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
    case "tell_appointment":
      return tellAppointment(app, commit, output.appointment, {
        kind: output.wish,
        by: "customer",
      });
    case "tell_answer": {
      const { appointment, answer } = output;
      return tellAppointment(app, commit, appointment, { kind: "note_answer", answer });
    }
    case "tell_unreachable":
      return tellRecipient(app, commit, output.execution, {
        what: "unreachable",
        wish: { kind: "note_unreachable", execution: output.execution },
      });
    case "tell_opted_out":
      return tellRecipient(app, commit, output.execution, {
        what: "opted-out",
        wish: { kind: "opt_out", how: "carrier", evidence: output.execution },
      });
    case "tell_erasure":
      for (const { appointment, wish } of await erasuresIn(app, commit))
        await tellAppointment(app, commit, appointment, wish);
      return;
    case "destroy_key":
      return app.vault.destroy(tenant, stream.slice("customer/".length));
  }
};

/** Whose it was before a move that names somebody else is told, too: it is no longer theirs to confirm. */
const tellCustomer = async (app: App, commit: Commit): Promise<void> => {
  const { tenant, stream, version } = commit;
  const { commits } = await app.store.read(tenant, stream);
  const before = stateAfter(appointmentStreamDecider, commits.slice(0, version - 1)).domain;
  const until = commits.slice(0, version);
  const { domain, journeys } = stateAfter(appointmentStreamDecider, until);
  if (domain.status === "none") return;

  const isNewBooking = commit.events.some(({ type }) => type === "appointment.booked");
  const contact = isNewBooking ? readableContact(domain) : null;
  await note(app, commit, { ...domain, standing: standingOf(domain, journeys) }, contact);
  if (before.status !== "none" && before.customer !== domain.customer)
    await note(app, commit, { ...before, status: "rescheduled", standing: notTheirs }, null);
};

const note = async (
  app: App,
  commit: Commit,
  { customer, id, start, status, standing }: KnownAppointment & { readonly standing: Standing },
  contact: Contact | null,
): Promise<void> => {
  const asOf = commit.version;
  const said = contact === null ? {} : answeredConsents(commit);
  const wish = { contact, appointment: id, start, status, asOf, standing, ...said };
  const commandId = commandIdFor(commit, "customer");
  await giveCustomer(app, commit, customer, {
    commandId,
    wish: { kind: "note_appointment", ...wish },
  });
};

/** Tells whom the text was for: by now the visit may be somebody else's. */
const tellRecipient = async (
  app: App,
  commit: Commit,
  execution: ExecutionId,
  { what, wish }: { readonly what: string; readonly wish: BySystem<CustomerWish> },
): Promise<void> => {
  const { commits } = await app.store.read(commit.tenant, commit.stream);
  const intended = commits
    .slice(0, commit.version)
    .flatMap(({ events }) => events as readonly AppointmentStreamEvent[])
    .findLast((event) => event.type === "execution.intended" && event.execution === execution);
  if (intended?.type !== "execution.intended") return;
  await giveCustomer(app, commit, intended.customer, {
    commandId: commandIdFor(commit, `${what}:${execution}`),
    wish,
  });
};

const giveCustomer = async (
  app: App,
  commit: Commit,
  customer: CustomerId,
  command: { readonly commandId: CommandId; readonly wish: BySystem<CustomerWish> },
): Promise<void> => {
  const { tenant } = commit;
  const stream = customerStream(customer);
  const cause = causeFrom(commit);
  complainIfBusy(
    await handleCommand(app, customerDecider, { tenant, stream, cause, ...command }, {}),
  );
};

/** A replayed booking of somebody who has been erased must not register a person called "[erased]". */
const readableContact = ({ contact }: KnownAppointment) =>
  Object.values(contact).includes(erasedText) ? null : contact;

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

/** A busy stream has not heard it: the reader of the feed keeps the commit and brings it again. */
const complainIfBusy = (handled: Handled<Refusal>): void => {
  if (handled.kind === "refused" && handled.refusal.code === "stream_busy")
    throw new Error("Cannot tell another stream: it is busy");
};

const commandIdFor = (commit: Commit, what: string): CommandId =>
  as(`${commit.stream}:${commit.version}:${what}`);

const causeFrom = (commit: Commit): Cause => ({
  ...commit.cause,
  causationId: as<CausationId>(commit.hash),
});

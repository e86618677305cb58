import { answeredConsents } from "#core/app/answered-consents";
import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import { handleWord } from "#core/app/opt-out-lag";
import { causeFrom, commandIdFor, complainIfBusy } from "#core/app/telling";
import type { Contact } from "#core/appointment/events";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import { notTheirs, standingOf } from "#core/appointment/standing";
import type { KnownAppointment } from "#core/appointment/state";
import type { CustomerWish } from "#core/customer/commands";
import type { BySystem } from "#core/kernel/authority";
import {
  type CommandId,
  type CustomerId,
  customerStream,
  type ExecutionId,
} from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import type { Standing } from "#core/risk/standing";

/** Whose it was before a move that names somebody else is told, too: it is no longer theirs to confirm. */
export const tellCustomer = async (app: App, commit: Commit): Promise<void> => {
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
  const said = contact === null ? {} : { at: commit.at, ...answeredConsents(commit) };
  const wish = { contact, appointment: id, start, status, asOf, standing, ...said };
  const commandId = commandIdFor(commit, "customer");
  await giveCustomer(app, commit, customer, {
    commandId,
    wish: { kind: "note_appointment", ...wish },
  });
};

/** Tells whom the text was for: by now the visit may be somebody else's. */
export const tellRecipient = async (
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
  complainIfBusy(await handleWord(app, { tenant, stream, cause, ...command }, {}, commit.at));
};

/** A replayed booking of somebody who has been erased must not register a person called "[erased]". */
const readableContact = ({ contact }: KnownAppointment) =>
  Object.values(contact).includes(erasedText) ? null : contact;

import type { App } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import type { KnownAppointment } from "#core/appointment/state";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import type { Recipient } from "#core/execution/commands";
import {
  type AppointmentId,
  appointmentStream,
  as,
  type CorrelationId,
  type CustomerId,
  customerStream,
  derive,
  type ExecutionId,
  type TenantId,
} from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import { sidsOf } from "#core/execution/state";
import { type TextGone, textsGone } from "#core/policy/caps";

/** What an executor knows of whom it is about to text. */
type Known = Recipient & {
  readonly isNoted: boolean;
  /** The carrier's names of the texts about their other appointments. */
  readonly otherSids: readonly string[];
};

/** Texts about a visit go out until a few days after it; what is older than this counts for no cap. */
const countedAfterVisitMs = 14 * 24 * 3_600_000;

/**
 * Reads the customer's own stream, and those of their other appointments for what has gone out about them lately: before
 * `asOf`, where that was earlier, and since.
 */
export const recipientOf = async (
  app: App,
  tenant: TenantId,
  { customer, id }: KnownAppointment,
  asOf: Instant = app.clock.now(),
): Promise<Known> => {
  const { commits } = await app.store.readFacts(tenant, customerStream(customer));
  const state = stateAfter(customerDecider, commits);
  const { optedOut, unreachable, status, consents } = state;
  const others = othersOf(state, id, asOf);
  const texts = await Promise.all(others.map((one) => textsAbout(app, tenant, one, customer)));
  return {
    optedOut,
    unreachable,
    erased: status === "erased",
    consents,
    wroteOnWhatsapp: wroteOnWhatsapp(commits),
    otherTexts: texts.flatMap(({ gone }) => gone),
    otherSids: texts.flatMap(({ sids }) => sids),
    isNoted: state.appointments[id] !== undefined,
  };
};

const wroteOnWhatsapp = (commits: readonly Commit[]): Instant | null =>
  commits.findLast(({ events }) =>
    (events as readonly CustomerEvent[]).some(
      (event) => event.type === "customer.text_received" && event.channel === "whatsapp",
    ),
  )?.at ?? null;

const othersOf = ({ appointments }: CustomerState, id: AppointmentId, asOf: Instant) => {
  const from = plusMs(asOf, -countedAfterVisitMs);
  return Object.values(appointments)
    .filter((one) => one.id !== id && one.start >= from)
    .map((one) => one.id);
};

/** Of a visit that has changed hands only those that went to this customer. */
const textsAbout = async (
  app: App,
  tenant: TenantId,
  appointment: AppointmentId,
  customer: CustomerId,
): Promise<{ readonly gone: readonly TextGone[]; readonly sids: readonly string[] }> => {
  const { commits } = await app.store.readFacts(tenant, appointmentStream(appointment));
  const { journeys } = stateAfter(appointmentStreamDecider, commits);
  const theirs = new Set<ExecutionId>();
  for (const { events } of commits)
    for (const event of events as readonly AppointmentStreamEvent[])
      if (event.type === "execution.intended" && event.customer === customer)
        theirs.add(event.execution);
  const own = Object.values(journeys.executions).filter((one) => theirs.has(one.execution));
  return { gone: textsGone(own), sids: sidsOf(own) };
};

/**
 * Sees to it that the customer's stream knows of the appointment before anything goes out about it: whoever
 * counts the customer's texts finds them there. Nearly always the feed has told it already. False where the
 * stream is too busy to be told.
 */
export const isNoted = async (
  app: App,
  job: {
    readonly tenant: TenantId;
    readonly execution: ExecutionId;
    readonly token: number;
    readonly correlationId: CorrelationId;
  },
  { customer, id, start, status }: KnownAppointment,
  recipient: Known,
): Promise<boolean> => {
  if (recipient.isNoted || recipient.optedOut || recipient.erased) return true;
  const { tenant, execution, token, correlationId } = job;
  const handled = await handleCommand(
    app,
    customerDecider,
    {
      tenant,
      stream: customerStream(customer),
      commandId: as(`${execution}:note:${token}`),
      cause: {
        correlationId,
        causationId: as(derive("execution", execution, "note")),
        actor: { kind: "system", name: "executor" },
      },
      // Older than whatever the feed will tell, contact and all.
      wish: { kind: "note_appointment", contact: null, appointment: id, start, status, asOf: 0 },
    },
    {},
  );
  return handled.kind !== "refused" || handled.refusal.code !== "stream_busy";
};

import type { AppointmentFacts } from "#core/appointment/facts";
import type { KnownAppointment } from "#core/appointment/state";
import type { ExecutionWish } from "#core/execution/commands";
import { type ExecutionEvent, type PaymentIntent, providerDown } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { endOfUse, waitEndsAt, waitingOf } from "#core/execution/waiting";
import { erasedText } from "#core/kernel/personal";
import { type Instant, plusMs } from "#core/kernel/time";
import { type Deposit, depositStanding } from "#core/payment/state";
import type { Outage } from "#core/policy/breaker";
import { comesBackAt } from "#core/policy/outage";
import type { SkipReason } from "#core/policy/send-question";
import type { Journeys } from "#core/workflow/journeys";

type Place = { readonly appointment: KnownAppointment; readonly journeys: Journeys };
type Begin = Extract<ExecutionWish, { kind: "begin_execution" }>;

/** Why nothing is asked of the payment service, beside the reasons that a text has. */
export type LinkSkip = SkipReason | "no_open_link";

/**
 * The last questions before the payment service is asked. Opening a link goes by the visit; closing one never
 * does: where a link is open, closing it is right whatever has become of the visit.
 */
export const judgePayment = (
  place: Place,
  execution: Execution,
  asked: Begin,
  facts: AppointmentFacts,
): ExecutionEvent => {
  const said =
    execution.tool === "payment.close" ? toClose(place) : toOpen(place, execution, asked, facts);
  if (typeof said === "string")
    return { type: "execution.suppressed", execution: execution.execution, why: said };
  const { outage, slot } = asked;
  const { now } = facts;
  const later = whenItIsBack(place, execution, { outage, now }) ?? inTurn(execution, { slot, now });
  if (later !== null) return later;
  return {
    type: "execution.intended",
    execution: execution.execution,
    attempt: execution.attempts + 1,
    token: asked.token,
    customer: place.appointment.customer,
    to: null,
    body: null,
    segments: 0,
    payment: said,
    usefulUntil: usefulUntil(said, place.appointment, facts.now),
  };
};

/**
 * Nothing is asked of a payment service that is down. What is of no use by then is not opened; what has waited long
 * enough, and a link that is still not closed, is a person's matter.
 */
const whenItIsBack = (
  { appointment: { start } }: Place,
  execution: Execution,
  { outage, now }: { readonly outage: Outage | null; readonly now: Instant },
): ExecutionEvent | null => {
  if (outage === null) return null;
  const { execution: id, tool } = execution;
  const giveUpAt = waitEndsAt(execution);
  const end = tool === "payment.close" ? giveUpAt : endOfUse(execution, start);
  const until = comesBackAt(outage, waitingOf(execution, end), now);
  if (until !== null)
    return { type: "execution.deferred", execution: id, until, why: providerDown };
  const type = giveUpAt <= end ? "execution.failed" : "execution.suppressed";
  return { type, execution: id, why: providerDown };
};

/** A moment later, where the service is asked by so many at once that it would refuse some. */
const inTurn = (
  { execution }: Execution,
  { slot, now }: { readonly slot: Instant | null; readonly now: Instant },
): ExecutionEvent | null =>
  slot === null || slot <= now
    ? null
    : { type: "execution.deferred", execution, until: slot, why: "pacing" };

const closingEndsMs = 24 * 3_600_000;

const usefulUntil = (intent: PaymentIntent, { start }: KnownAppointment, now: Instant): Instant =>
  intent.do === "open" ? start : plusMs(now, closingEndsMs);

const toOpen = (
  { appointment }: Place,
  execution: Execution,
  { recipient }: Begin,
  { settings, now }: AppointmentFacts,
): PaymentIntent | LinkSkip => {
  const why = changed(appointment, execution, now);
  if (why !== null) return why;
  if (recipient.erased || appointment.contact.phone === erasedText) return "customer_erased";
  if (execution.money === undefined || (execution.staleAt !== null && now > execution.staleAt))
    return "stale";
  // The service that is paid for stays unnamed: this is read on statements and in e-mails.
  return { do: "open", description: `Deposit, ${settings.name}`, ...execution.money };
};

const changed = (
  { status, plan, start }: KnownAppointment,
  execution: Execution,
  now: Instant,
): LinkSkip | null => {
  if (plan !== execution.plan || status === "rescheduled") return "appointment_changed";
  if (status === "cancelled" || status === "no_show") return "appointment_ended";
  return now >= start ? "visit_begun" : null;
};

/** Each closing takes the oldest link that is open: whoever asked for it asked for that one. */
const toClose = (place: Place): PaymentIntent | LinkSkip => {
  const link = openDeposits(place)[0]?.asked?.link;
  return link === undefined ? "no_open_link" : { do: "close", link };
};

/** Where the deposit of this visit can be paid now; `null` where nothing is to be paid. */
export const depositLinkOf = (place: Place): string | null =>
  openDeposits(place).findLast((deposit) => depositStanding(deposit) !== "paid")?.asked?.url ??
  null;

/** In the order in which they were asked. A link that is just being closed does not count as open. */
const openDeposits = ({ appointment, journeys }: Place): readonly Deposit[] => {
  const closed = new Set(Object.values(journeys.executions).map(closes));
  return Object.values(appointment.deposits).filter(
    ({ asked }) => asked !== null && !closed.has(asked.link),
  );
};

const closes = ({ tool, phase }: Execution): string | null => {
  if (tool !== "payment.close") return null;
  if (phase.status === "sent") return phase.sid;
  if (phase.status !== "intended" && phase.status !== "unknown") return null;
  return phase.payment?.do === "close" ? phase.payment.link : null;
};

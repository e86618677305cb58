import type { KnownAppointment } from "#core/appointment/state";
import type { Execution } from "#core/execution/state";
import { depositUnpaidKind } from "#core/payment/deposit-rules";
import { type Deposits, type DepositStanding, depositStanding } from "#core/payment/state";
import type { Standing } from "#core/risk/standing";
import type { Journeys } from "#core/workflow/journeys";

/** What the appointment says for its customer's risk and value, as it stands now. */
export const standingOf = (appointment: KnownAppointment, journeys: Journeys): Standing => {
  const { plan, continuedIn, confirmedBy, payment } = appointment;
  const isHere = continuedIn === null;
  return {
    counts: isHere,
    reschedules: plan - 1 + (isHere ? 0 : 1),
    asked: Object.values(journeys.executions).some((execution) => asks(execution, appointment)),
    confirmed: confirmedBy !== null,
    price: payment?.price ?? null,
    pastDue: isPastDue(appointment, journeys),
  };
};

/**
 * Money was due and is not there. A deposit is due when the journey's time for it is over: as long as somebody is
 * asked to call about it, and for good where the visit was missed without it. Whoever closes that task has seen
 * to it, and a visit that took place settles with its bill.
 */
const isPastDue = (appointment: KnownAppointment, journeys: Journeys): boolean => {
  const { payment, status, deposits } = appointment;
  if (status === "cancelled") return false;
  if (payment?.isPaid === false) return true;
  const isCalledAbout = Object.values(journeys.tasks).some(
    ({ kind }) => kind === depositUnpaidKind,
  );
  return (status === "no_show" || isCalledAbout) && isUnpaid(deposits);
};

/**
 * Nobody has the money, nor is it on its way; what was paid and given back is nobody's debt, and what came in another
 * amount is a person's to judge.
 */
const isUnpaid = (deposits: Deposits): boolean => {
  const standings = Object.values(deposits).map(depositStanding);
  const isOpen = standings.includes("asked") || standings.includes("failed");
  return isOpen && !standings.some((one) => there.includes(one));
};

const there: readonly DepositStanding[] = ["paid", "pending", "other_amount"];

/** For whoever loses the visit to somebody else: it counts neither for them nor against them. */
export const notTheirs: Standing = {
  counts: false,
  reschedules: 0,
  asked: false,
  confirmed: false,
  price: null,
  pastDue: false,
};

/**
 * Texts about the coming visit ask for its confirmation. One that the network could not deliver has asked
 * nobody, and nothing may be held against who never got it.
 */
const asks = (
  { purpose, plan, phase }: Execution,
  { plan: current, start }: KnownAppointment,
): boolean =>
  (purpose === "reminder" || purpose === "confirmation") &&
  plan === current &&
  phase.status === "sent" &&
  phase.at < start &&
  !undelivered.includes(phase.delivery);

const undelivered: readonly string[] = ["undelivered", "failed", "canceled"];

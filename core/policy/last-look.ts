import type { AppointmentFacts } from "#core/appointment/facts";
import type { KnownAppointment } from "#core/appointment/state";
import type { ExecutionWish, Recipient } from "#core/execution/commands";
import type { SendingText } from "#core/execution/sending";
import type { Execution } from "#core/execution/state";
import {
  brokenCap,
  gapEnd,
  isReminder,
  settledOf,
  type TextGone,
  textsGone,
} from "#core/policy/caps";
import { mayText } from "#core/policy/consent";
import { dataFor, placesOf, zonesOf } from "#core/policy/places";
import type { Journeys } from "#core/workflow/journeys";

export type TextToSend = {
  readonly execution: Execution;
  readonly appointment: KnownAppointment;
  readonly journeys: Journeys;
};

/**
 * What has come between the intent and the call, from streams that the intent's commit could not hold still:
 * the customer's own, and those of their other appointments.
 *
 * Two appointments of one customer may write an intent at the same moment, each without having seen the other's.
 * Whoever wrote second sees the first one's here, so no cap is ever passed and the gap is kept; both may see each
 * other, and then both give way and ask again at different seconds.
 */
export const withdrawalOf = (
  { execution, appointment, journeys }: TextToSend,
  { to, intendedAt }: SendingText,
  recipient: Recipient,
  { sending: rules, minimumGapMs }: Pick<AppointmentFacts, "sending" | "minimumGapMs">,
): Withdrawal | null => {
  if (recipient.erased) return { why: "customer_erased" };
  if (recipient.optedOut) return { why: "opted_out" };
  if (!mayText(execution.purpose, recipient.consents, rules)) return { why: "no_consent" };

  // In its own stream every intent has been decided after the one before, and has counted it. Times do not tell the two
  // apart where they are the same, and a stream whose last writer's clock ran ahead gives the same to many.
  const others = Object.values(journeys.executions).filter(
    (one) => one.execution !== execution.execution,
  );
  const own = textsGone(others).filter(({ at }) => at <= intendedAt);
  const places = placesOf(to, appointment.zone);
  const asked = { now: intendedAt, zones: zonesOf(places), isReminder: isReminder(execution) };
  const used = { ...dataFor(to, places), hours: false };
  const hinderedBy = (gone: readonly TextGone[]): Withdrawal | null => {
    const broken = brokenCap({ ...asked, gone }, rules.caps);
    if (broken !== null) return { why: broken.why, used };
    const isFar = execution.reply || gapEnd({ now: intendedAt, gone }, minimumGapMs) === null;
    return isFar ? null : { why: "too_soon_after_previous" };
  };
  const gone = [...own, ...recipient.otherTexts];
  const certain = hinderedBy(settledOf(gone));
  const ifTheyGo = certain === null ? hinderedBy(gone) : null;
  return ifTheyGo === null ? certain : { ...ifTheyGo, why: "another_under_way" };
};

type Withdrawal = Pick<Extract<ExecutionWish, { kind: "withdraw_execution" }>, "why" | "used">;

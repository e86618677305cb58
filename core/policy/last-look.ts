import type { AppointmentFacts } from "#core/appointment/facts";
import type { KnownAppointment } from "#core/appointment/state";
import type { Recipient, WithdrawReason } from "#core/execution/commands";
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
import { placesOf, zonesOf } from "#core/policy/places";
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
): WithdrawReason | null => {
  if (recipient.erased) return "customer_erased";
  if (recipient.optedOut) return "opted_out";
  if (!mayText(execution.purpose, recipient.consents, rules)) return "no_consent";

  // In its own stream every intent has been decided after the one before, and has counted it.
  const others = Object.values(journeys.executions).filter(
    (one) => one.execution !== execution.execution,
  );
  const own = textsGone(others).filter(({ at }) => at < intendedAt);
  const asked = {
    now: intendedAt,
    zones: zonesOf(placesOf(to, appointment.zone)),
    isReminder: isReminder(execution),
  };
  const hinderedBy = (gone: readonly TextGone[]): WithdrawReason | null => {
    const broken = brokenCap({ ...asked, gone }, rules.caps);
    if (broken !== null) return broken.why;
    const isFar = execution.reply || gapEnd({ now: intendedAt, gone }, minimumGapMs) === null;
    return isFar ? null : "too_soon_after_previous";
  };
  const gone = [...own, ...recipient.otherTexts];
  return hinderedBy(settledOf(gone)) ?? (hinderedBy(gone) === null ? null : "another_under_way");
};

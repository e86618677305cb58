import { providerDown } from "#core/execution/events";
import { endOfUse, waitEndsAt, waitingOf } from "#core/execution/waiting";
import { erasedText } from "#core/kernel/personal";
import { earliest, type Instant, plusMs } from "#core/kernel/time";
import type { DataUsed } from "#core/policy/basis";
import {
  askedAgainAt,
  brokenCap,
  countsDays,
  gapEnd,
  halfWay,
  isReminder,
  settledOf,
  type TextGone,
} from "#core/policy/caps";
import { refusedThere, wayTo } from "#core/policy/channel";
import { mayText } from "#core/policy/consent";
import { comesBackAt } from "#core/policy/outage";
import { allowedIn, dataFor, placesOf, zonesOf } from "#core/policy/places";
import { isAfterVisit } from "#core/policy/purpose";
import { isFresh } from "#core/policy/fresh";
import { saidAlready } from "#core/policy/said";
import type {
  Asked,
  DeferReason,
  SendQuestion,
  SkipReason,
  Verdict,
} from "#core/policy/send-question";

/** How often somebody who has pulled the brake is asked whether it still holds. */
const holdAskedMs = 3_600_000;

/**
 * Decides, at the moment of sending, whether a text may go. The questions stand in the order of
 * domain.md, "Sending"; the first that objects names the reason.
 */
export const verdict = (question: SendQuestion): Verdict => {
  const { appointment } = question;
  if (appointment.status === "none") return { kind: "skip", why: "appointment_changed" };

  const known = { ...question, appointment };
  const asked = { ...known, phone: appointment.contact.phone, way: wayTo(known) };
  return onHold(asked) ?? unfit(asked) ?? notYet(asked) ?? send(asked);
};

const unfit = (asked: Asked): Verdict | null => {
  const why = changed(asked) ?? unreachable(asked) ?? late(asked);
  return why === null ? null : { kind: "skip", why };
};

const send = (asked: Asked): Verdict => {
  const { way } = asked;
  return typeof way === "string"
    ? { kind: "skip", why: way }
    : { kind: "send", to: way, ...usedToSend(asked) };
};

/** Of what goes at once, because it is fresh, nobody asks whether it is quiet; but a cap may have counted days. */
const usedToSend = (asked: Asked): Pick<Verdict, "used"> => {
  const { execution, gone, rules } = asked;
  if (!isFresh(asked)) return { used: usedIn(asked) };
  const counts = countsDays({ gone, isReminder: isReminder(execution) }, rules.caps);
  return counts ? { used: { ...usedIn(asked), hours: false } } : {};
};

const usedIn = ({ appointment, phone }: Asked): DataUsed =>
  dataFor(phone, placesOf(phone, appointment.zone));

const notYet = (asked: Asked): Verdict | null =>
  quiet(asked) ?? crowded(asked) ?? down(asked) ?? paced(asked);

const onHold = (asked: Asked): Verdict | null =>
  asked.settings.onHold === true
    ? putOff(asked, allowed(asked, plusMs(asked.now, holdAskedMs)), "tenant_on_hold")
    : null;

const changed = (asked: Asked): SkipReason | null => {
  const { appointment, execution, now } = asked;
  const { status, plan } = appointment;
  if (plan !== execution.plan || status === "rescheduled") return "appointment_changed";
  if (isAfterVisit(execution.purpose))
    return unfitAfterVisit(asked) ?? saidAlready(appointment, execution);
  if (status === "cancelled" || status === "no_show") return "appointment_ended";
  return now >= appointment.start ? "visit_begun" : saidAlready(appointment, execution);
};

/** Nobody is asked what a visit was like that did not take place; what is offered may be the next one. */
const unfitAfterVisit = ({ appointment, execution }: Asked): SkipReason | null => {
  const isMissed = appointment.status === "cancelled" || appointment.status === "no_show";
  return isMissed && execution.purpose === "review" ? "appointment_ended" : null;
};

const unreachable = ({
  appointment: { contact },
  execution,
  recipient,
  rules,
  way,
}: Asked): SkipReason | null => {
  if (recipient.erased || Object.values(contact).includes(erasedText)) return "customer_erased";
  if (way === "no_phone" || way === "phone_unusable") return way;
  if (recipient.optedOut) return "opted_out";
  if (!mayText(execution.purpose, recipient.consents, rules)) return "no_consent";
  return typeof way === "string" ? way : refusedThere(recipient, way);
};

const late = ({ execution, now }: Asked): SkipReason | null =>
  execution.staleAt !== null && now > execution.staleAt ? "stale" : null;

const quiet = (asked: Asked): Verdict | null => {
  if (isFresh(asked)) return null;
  const until = allowed(asked, asked.now);
  return until === asked.now ? null : putOff(asked, until, "quiet_hours");
};

const allowed = ({ appointment, settings, phone }: Asked, from: Instant): Instant | null =>
  allowedIn(from, placesOf(phone, appointment.zone), settings.quietHours);

/** Nobody waits for days, or is told that the customer has had enough, because of a text that may never go. */
const crowded = (asked: Asked): Verdict | null => {
  const { now, gone, appointment } = asked;
  const hindered = hinderedBy(asked, settledOf(gone));
  if (hindered !== null) return hindered;
  const ifTheyGo = hinderedBy(asked, gone);
  if (ifTheyGo === null) return null;
  // Not later than the moment at which even their going would be no reason any more; where that is too late, with
  // half of the time that is left, again and again.
  const over = ifTheyGo.kind === "defer" ? ifTheyGo.until : halfWay(now, appointment.start);
  const again = earliest([askedAgainAt(gone, now), over]);
  return putOff(asked, again === null ? null : allowed(asked, again), "another_under_way");
};

const hinderedBy = (asked: Asked, gone: readonly TextGone[]): Verdict | null =>
  capped({ ...asked, gone }) ?? spaced({ ...asked, gone });

const capped = (asked: Asked): Verdict | null => {
  const { now, appointment, execution, gone, rules, phone } = asked;
  const zones = zonesOf(placesOf(phone, appointment.zone));
  const broken = brokenCap({ now, zones, gone, isReminder: isReminder(execution) }, rules.caps);
  return broken === null ? null : putOff(asked, allowed(asked, broken.until), broken.why);
};

/**
 * What comes by itself keeps its distance from the text before it, whichever visit of the customer that was
 * about: it waits until the gap is over, because a reminder two hours late is worth more than none. Only where
 * the visit has begun by then does it stay away.
 */
const spaced = (asked: Asked): Verdict | null => {
  const { execution, minimumGapMs } = asked;
  const until = execution.reply ? null : gapEnd(asked, minimumGapMs);
  return until === null ? null : putOff(asked, allowed(asked, until), "too_soon_after_previous");
};

/** Should it be quiet then, that is asked then. What would be of no use any more is not sent at all. */
const down = ({ outage, execution, appointment, now }: Asked): Verdict | null => {
  if (outage === null) return null;
  const end = endOfUse(execution, appointment.start);
  const until = comesBackAt(outage, waitingOf(execution, end), now);
  if (until !== null) return { kind: "defer", until, why: providerDown };
  return { kind: waitEndsAt(execution) < end ? "give_up" : "skip", why: providerDown };
};

const paced = (asked: Asked): Verdict | null =>
  asked.slot === null || asked.slot <= asked.now ? null : putOff(asked, asked.slot, "pacing");

/** Later, as long as it is of use by then; what is about a visit must reach the customer before it. */
const putOff = (asked: Asked, until: Instant | null, why: DeferReason): Verdict => {
  const { appointment, execution } = asked;
  const isUseful = until !== null && (isAfterVisit(execution.purpose) || until < appointment.start);
  // All but the line wait for a moment that is allowed where the recipient could be.
  const used = why === "pacing" ? {} : { used: usedIn(asked) };
  return isUseful ? { kind: "defer", until, why, ...used } : { kind: "skip", why, ...used };
};

import type { AppointmentState } from "#core/appointment/state";
import type { Recipient } from "#core/execution/commands";
import { numberUnreachable } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { erasedText } from "#core/kernel/personal";
import { type Instant, plusMs } from "#core/kernel/time";
import { quietUntil } from "#core/policy/quiet-hours";
import type { TenantSettings } from "#core/tenant/settings";

/** What may be done now with a planned text, and why not, if not. */
export type Verdict =
  | { readonly kind: "send"; readonly to: string }
  | { readonly kind: "defer"; readonly until: Instant; readonly why: DeferReason }
  | { readonly kind: "skip"; readonly why: SkipReason };

type DeferReason = "quiet_hours" | "too_soon_after_previous";

export type SkipReason =
  | "appointment_changed"
  | "appointment_ended"
  | "visit_begun"
  | "customer_erased"
  | "no_phone"
  | "phone_unusable"
  | "opted_out"
  | typeof numberUnreachable
  | "stale"
  | "quiet_hours"
  | "too_soon_after_previous";

export type SendQuestion = {
  readonly now: Instant;
  readonly appointment: AppointmentState;
  readonly execution: Execution;
  readonly recipient: Recipient;
  readonly settings: TenantSettings;
  /** When the last text about this appointment was handed to the carrier. */
  readonly lastTextAt: Instant | null;
  readonly minimumGapMs: number;
};

/** For how long an answer to what the customer has just done may disregard quiet hours: they are awake. */
const replyFreshMs = 15 * 60_000;

/**
 * Decides, at the moment of sending, whether a text may go. The questions stand in the order of
 * domain.md, "Sending"; the first that objects names the reason.
 */
export const verdict = (question: SendQuestion): Verdict => {
  const why = changed(question) ?? unreachable(question) ?? late(question);
  if (why !== null) return { kind: "skip", why };
  return quiet(question) ?? spaced(question) ?? send(question);
};

const changed = ({ appointment, execution, now }: SendQuestion): SkipReason | null => {
  if (appointment.status === "none" || appointment.plan !== execution.plan)
    return "appointment_changed";
  if (appointment.status === "cancelled" || appointment.status === "no_show")
    return "appointment_ended";
  if (appointment.status === "rescheduled") return "appointment_changed";
  return now >= appointment.start ? "visit_begun" : null;
};

const unreachable = ({ appointment, recipient }: SendQuestion): SkipReason | null => {
  if (appointment.status === "none") return "appointment_changed";
  if (recipient.erased || appointment.contact.phone === erasedText) return "customer_erased";
  if (appointment.reach !== "reachable") return appointment.reach;
  if (recipient.optedOut) return "opted_out";
  return recipient.unreachable ? numberUnreachable : null;
};

const late = ({ execution, now }: SendQuestion): SkipReason | null =>
  execution.staleAt !== null && now > execution.staleAt ? "stale" : null;

const quiet = (question: SendQuestion): Verdict | null => {
  const { now, appointment, execution, settings } = question;
  if (appointment.status === "none") return null;
  if (execution.reply && now <= plusMs(execution.dueAt, replyFreshMs)) return null;

  const until = quietUntil(now, appointment.zone, settings.quietHours);
  if (until === null) return null;
  if (until >= appointment.start) return { kind: "skip", why: "quiet_hours" };
  return { kind: "defer", until, why: "quiet_hours" };
};

/**
 * What comes by itself keeps its distance from the text before it: it waits until the gap is over, because a
 * reminder two hours late is worth more than none. Only where the visit has begun by then does it stay away.
 */
const spaced = (question: SendQuestion): Verdict | null => {
  const { now, appointment, execution, lastTextAt, minimumGapMs } = question;
  if (appointment.status === "none" || execution.reply || lastTextAt === null) return null;

  const until = plusMs(lastTextAt, minimumGapMs);
  if (now >= until) return null;
  const why = "too_soon_after_previous";
  return until >= appointment.start ? { kind: "skip", why } : { kind: "defer", until, why };
};

const send = ({ appointment }: SendQuestion): Verdict =>
  appointment.status === "none" || appointment.contact.phone === null
    ? { kind: "skip", why: "no_phone" }
    : { kind: "send", to: appointment.contact.phone };

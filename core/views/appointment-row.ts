import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { AppointmentStatus } from "#core/appointment/state";
import { isRefusedOnItsWay, isText } from "#core/execution/events";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import { foldReview, type ReviewStanding } from "#core/views/review-standing";

/** One appointment as lists show it. `name` stays sealed as it stands in the commit. */
export type AppointmentRow = {
  readonly id: string;
  readonly customer: string;
  readonly name: string | null;
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: string;
  readonly status: AppointmentStatus;
  readonly plan: number;
  readonly reach: string;
  /** The appointment in which this one lives on. */
  readonly continuedIn: string | null;
  readonly wakeAt: Instant | null;
  /** Planned = sent + suppressed + failed + pending, always. */
  readonly texts: {
    readonly planned: number;
    readonly sent: number;
    readonly suppressed: number;
    readonly failed: number;
  };
  /** Executions that are no texts, and are counted nowhere; left out where there is none. */
  readonly noTexts?: readonly string[];
  /** Left out as long as no journey has planned to ask for one. */
  readonly review?: ReviewStanding;
};

export const appointmentsView = "appointments";

/** Folds one commit into the row; `null` while there is no booking yet. Sealed fields are copied, not read. */
export const foldAppointmentRow = (
  row: AppointmentRow | null,
  commit: Commit,
): AppointmentRow | null =>
  (commit.events as readonly AppointmentStreamEvent[]).reduce(
    (folded, event) => withReview(withEvent(folded, event), event, commit),
    row,
  );

/** Another agreed time is another visit: its row begins without what was asked of the one before. */
const withReview = (
  row: AppointmentRow | null,
  event: AppointmentStreamEvent,
  { at }: Commit,
): AppointmentRow | null => {
  const review = foldReview(row?.review, event, at);
  return row === null || review === row.review ? row : { ...row, ...(review && { review }) };
};

/**
 * Listed by start (index1) and by the next wake (index2), which the sweeper looks at. What lives on in
 * another appointment is kept, unlisted: its visit stands there.
 */
export const appointmentItem = (row: AppointmentRow, commit: Commit): ViewItem => ({
  view: appointmentsView,
  key: row.id,
  index1: typeof row.continuedIn === "string" ? null : row.start,
  index2: row.wakeAt,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

const withEvent = (
  row: AppointmentRow | null,
  event: AppointmentStreamEvent,
): AppointmentRow | null => {
  if (event.type === "appointment.booked") return booked(row, event);
  if (row === null) return null;
  if (event.type === "appointment.continued") return { ...row, continuedIn: event.as };
  if (event.type === "wake.planned") return { ...row, wakeAt: event.at };
  if (event.type === "execution.delivery") return reported(row, event);
  const counter = counters[event.type];
  if (counter !== undefined) return counted(row, event, counter);
  const status = statuses[event.type];
  return status === undefined ? row : { ...row, status };
};

const counted = (
  row: AppointmentRow,
  event: AppointmentStreamEvent,
  counter: keyof AppointmentRow["texts"],
): AppointmentRow => {
  if (event.type === "execution.requested" && !isText(event))
    return { ...row, noTexts: [...(row.noTexts ?? []), event.execution] };
  if (isNoText(row, event)) return row;
  return { ...row, texts: { ...row.texts, [counter]: row.texts[counter] + 1 } };
};

/** It had been counted as sent. */
const reported = (
  row: AppointmentRow,
  event: Extract<AppointmentStreamEvent, { type: "execution.delivery" }>,
): AppointmentRow => {
  if (!isRefusedOnItsWay(event)) return row;
  const { sent, failed } = row.texts;
  return { ...row, texts: { ...row.texts, sent: sent - 1, failed: failed + 1 } };
};

const isNoText = ({ noTexts = [] }: AppointmentRow, event: AppointmentStreamEvent): boolean =>
  "execution" in event && noTexts.includes(event.execution);

const booked = (
  row: AppointmentRow | null,
  event: Extract<AppointmentStreamEvent, { type: "appointment.booked" }>,
): AppointmentRow => ({
  id: event.appointment,
  customer: event.customer,
  name: event.contact.name,
  start: event.start,
  end: event.end,
  zone: event.zone,
  status: "booked",
  plan: event.plan,
  reach: event.reach,
  continuedIn: row?.continuedIn ?? null,
  wakeAt: row?.wakeAt ?? null,
  ...countsOf(row),
});

const countsOf = (row: AppointmentRow | null): Pick<AppointmentRow, "texts" | "noTexts"> => {
  if (row === null) return { texts: { planned: 0, sent: 0, suppressed: 0, failed: 0 } };
  const { texts, noTexts } = row;
  return noTexts === undefined ? { texts } : { texts, noTexts };
};

const counters: Readonly<Partial<Record<string, keyof AppointmentRow["texts"]>>> = {
  "execution.requested": "planned",
  "execution.sent": "sent",
  "execution.suppressed": "suppressed",
  "execution.failed": "failed",
};

const statuses: Readonly<Partial<Record<string, AppointmentStatus>>> = {
  "appointment.moved_away": "rescheduled",
  "appointment.rescheduled": "rescheduled",
  "appointment.confirmed": "confirmed",
  "appointment.cancelled": "cancelled",
  "appointment.started": "in_progress",
  "appointment.completed": "completed",
  "appointment.no_show": "no_show",
};

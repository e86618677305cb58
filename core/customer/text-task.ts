import { type About, visitsAhead } from "#core/customer/about";
import type { CustomerState, NotedAppointment } from "#core/customer/state";
import { derive, type TaskId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { handOver } from "#core/reply/hand-over";
import type { Intent } from "#core/reply/understand";
import type { TaskEvent } from "#core/workflow/events";

/** A text, as it was read. */
export type Subject = {
  readonly sid: string;
  readonly intent: Intent;
  readonly confidence: number;
};

/** Where an answer comes in: who gives it, what it is about, and when. */
export type Scene = {
  readonly state: CustomerState;
  readonly about: About;
  readonly now: Instant;
};

/**
 * The task of the person who is to look at a text. It names the visit only where that is certain: the page to
 * change a visit is sent for the one that it names. It is due before whichever is next, and soon where one has just begun.
 */
export const taskAbout = (
  { sid, intent, confidence }: Subject,
  { state, about, now }: Scene,
): Extract<TaskEvent, { type: "task.opened" }> => {
  const ahead = visitsAhead(state, now);
  const visit = about.kind === "visit" ? about.visit : onlyOne(ahead);
  const first = visit ?? justBegun(state, now) ?? ahead[0] ?? null;
  return {
    type: "task.opened",
    task: derive<TaskId>("text", sid),
    ...handOver(intent, now, first === null ? null : first.start),
    subject: { text: sid, intent, confidence, appointment: visit === null ? null : visit.id },
  };
};

const onlyOne = (ahead: readonly NotedAppointment[]): NotedAppointment | null =>
  ahead.length === 1 ? (ahead[0] ?? null) : null;

/** Who writes in the first hour of their visit may be looking for the door. */
const justBegun = ({ appointments }: CustomerState, now: Instant): NotedAppointment | null =>
  Object.values(appointments).find(
    ({ status, start, erased }) =>
      erased !== true && notOver.includes(status) && start <= now && now < plusMs(start, 3_600_000),
  ) ?? null;

const notOver: readonly NotedAppointment["status"][] = ["booked", "confirmed", "in_progress"];

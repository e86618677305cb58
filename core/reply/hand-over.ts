import { earliest, type Instant, msBetween, plusMs } from "#core/kernel/time";
import type { Intent } from "#core/reply/understand";
import type { TaskPriority } from "#core/workflow/events";

/** Stage three: who is to look at an answer, how urgently, and by when. */
export type HandOver = {
  readonly kind: "answer-needed" | "wants-to-cancel" | "wants-to-reschedule" | "wrong-number";
  readonly priority: TaskPriority;
  readonly owner: string;
  readonly dueAt: Instant;
};

const hourMs = 3_600_000;
const soonMs = 24 * hourMs;

/** Answers come in at the front desk, whoever sits there today. */
const owner = "Front desk";

/**
 * A slot that somebody gives up can be given to somebody else only while there is time, and a wish that may
 * be a withdrawal must not wait: these are urgent, and so is whatever comes on the last day before the visit or while
 * it has only just begun. The rest has two hours. What comes before the visit is due before it.
 */
export const handOver = (intent: Intent, now: Instant, visit: Instant | null): HandOver => {
  const isSoon = visit !== null && msBetween(now, visit) < soonMs;
  const isUrgent = isSoon || intent === "cancel" || intent === "stop";
  const inTime = plusMs(now, (isUrgent ? 1 : 2) * hourMs);
  const dueAt = earliest([inTime, ahead(visit, now)]) ?? inTime;
  return { kind: kinds[intent], priority: isUrgent ? "high" : "medium", owner, dueAt };
};

const ahead = (visit: Instant | null, now: Instant): Instant | null =>
  visit !== null && visit > now ? visit : null;

const kinds = {
  confirm: "answer-needed",
  reschedule: "wants-to-reschedule",
  cancel: "wants-to-cancel",
  question: "answer-needed",
  stop: "answer-needed",
  start: "answer-needed",
  help: "answer-needed",
  unclear: "answer-needed",
} as const satisfies Record<Intent, HandOver["kind"]>;

import { type Draft, emit } from "#core/workflow/draft";
import {
  customerErased,
  type TaskEvent,
  type TaskMoot,
  type TaskPriority,
} from "#core/workflow/events";
import type { PaymentTaskKind } from "#core/payment/decide";

/** The lower goes first. */
export const urgency: Readonly<Record<TaskPriority, number>> = { high: 1, medium: 2, low: 3 };

/**
 * Opens a task, and says whether it did. One open task of a kind is enough for one appointment: it gives
 * way to a more urgent one, and otherwise stands as it is.
 */
export const openTask = (
  draft: Draft,
  opened: Extract<TaskEvent, { type: "task.opened" }>,
): "asked" | "already_asked" => {
  const open = Object.values(draft.journeys.tasks).filter(({ kind }) => kind === opened.kind);
  if (open.some(({ priority }) => urgency[priority] <= urgency[opened.priority]))
    return "already_asked";
  const why: TaskMoot = "replaced";
  for (const { id } of open) emit(draft, { type: "task.closed", task: id, why });
  emit(draft, opened);
  return "asked";
};

/** Closes what the new fact makes moot. A task bears that itself, so its journey need not be there any more. */
export const closeMoot = (draft: Draft, fact: string): void => {
  if (fact === customerErased) closeForErased(draft);
  for (const { id, until } of Object.values(draft.journeys.tasks))
    if (until.includes(fact)) emit(draft, { type: "task.closed", task: id, why: fact });
};

/** Nobody can be called any more whose name and number nobody can read. */
const closeForErased = (draft: Draft): void => {
  const why: TaskMoot = "customer_erased";
  for (const { id, kind } of Object.values(draft.journeys.tasks))
    if (!Object.hasOwn(aboutMoney, kind)) emit(draft, { type: "task.closed", task: id, why });
};

/** Money that is there, and a link that takes more, are to be settled whoever it was. */
const aboutMoney = {
  "refund-second-payment": true,
  "refund-after-cancellation": true,
  "deposit-of-moved-visit": true,
  "check-deposit-amount": true,
  "answer-dispute": true,
  "deposit-link-open": true,
} as const satisfies Record<PaymentTaskKind | "deposit-link-open", true>;

import type { CustomerWish } from "#core/customer/commands";
import type { CustomerEvent } from "#core/customer/events";
import { isOverruled } from "#core/customer/last-words";
import { type CustomerState, hasVisitAhead, isAhead } from "#core/customer/state";
import { derive, type TaskId } from "#core/kernel/ids";
import { numberTaskKind, type TaskEvent, type TaskMoot } from "#core/workflow/events";

type Happened = CustomerEvent | TaskEvent;
type Wish<Kind extends CustomerWish["kind"]> = Extract<CustomerWish, { kind: Kind }>;

/**
 * Notes that a carrier has refused the customer's number for good. The fact stands here and not with one
 * appointment, so every later text asks it; and it is one task for a person, as long as a visit is ahead.
 */
export const noteUnreachable = (
  state: CustomerState,
  { execution, at }: Wish<"note_unreachable">,
): readonly Happened[] => {
  if (state.unreachable || state.status === "erased") return [];
  if (isOverruled(at, state.said.reached)) return [];
  const noted: CustomerEvent = { type: "customer.number_unreachable", execution };
  return hasVisitAhead(state) ? [noted, opened(derive<TaskId>("number", execution))] : [noted];
};

/** What a note of an appointment means for a number that cannot be texted. */
export const afterNote = (
  before: CustomerState,
  after: CustomerState,
  { appointment, asOf }: Wish<"note_appointment">,
): readonly Happened[] => {
  if (!before.unreachable) return [];
  if (isNewNumber(before, after)) return reachableAgain(before, "new_number");
  if (!hasVisitAhead(after)) return closeNumberTask(before, "no_visit_ahead");

  const isNewlyAhead =
    isAhead(after.appointments[appointment]) && !isAhead(before.appointments[appointment]);
  return isNewlyAhead && before.numberTask === null
    ? [opened(derive<TaskId>("number", appointment, asOf))]
    : [];
};

/** Whoever texts us can be texted, and a new number deserves a try. */
export const reachableAgain = (
  state: CustomerState,
  how: Extract<CustomerEvent, { type: "customer.number_reachable" }>["how"],
): readonly Happened[] =>
  state.unreachable
    ? [{ type: "customer.number_reachable", how }, ...closeNumberTask(state, "number_reachable")]
    : [];

const closeNumberTask = ({ numberTask }: CustomerState, why: TaskMoot): readonly TaskEvent[] =>
  numberTask === null ? [] : [{ type: "task.closed", task: numberTask, why }];

const isNewNumber = (before: CustomerState, after: CustomerState): boolean =>
  before.contact.phone !== null &&
  after.contact.phone !== null &&
  before.contact.phone !== after.contact.phone;

const opened = (task: TaskId): TaskEvent => ({
  type: "task.opened",
  task,
  kind: numberTaskKind,
  priority: "medium",
  dueAt: null,
});

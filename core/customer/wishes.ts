import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerState, NotedAppointment } from "#core/customer/state";
import type { AppointmentId, TaskId } from "#core/kernel/ids";
import { numberTaskKind, type TaskEvent } from "#core/workflow/events";

/** Somebody is to move or cancel a visit with the customer. */
export type Wished = {
  readonly task: TaskId;
  readonly kind: string;
  readonly appointment: AppointmentId;
};

type Opened = Extract<TaskEvent, { type: "task.opened" }>;

const withWish = (
  wishes: readonly Wished[],
  { task, kind, subject }: Opened,
): readonly Wished[] => {
  const appointment = subject?.appointment ?? null;
  const isWish = kind === "wants-to-reschedule" || kind === "wants-to-cancel";
  return isWish && appointment !== null ? [...wishes, { task, kind, appointment }] : wishes;
};

export const withTasks = (state: CustomerState, event: TaskEvent): CustomerState => {
  const { openTasks, numberTask } = state;
  const { task } = event;
  if (event.type === "task.opened")
    return {
      ...state,
      openTasks: [...openTasks, task],
      wishes: withWish(state.wishes, event),
      numberTask: event.kind === numberTaskKind ? task : numberTask,
    };
  return {
    ...state,
    openTasks: openTasks.filter((open) => open !== task),
    wishes: state.wishes.filter((wish) => wish.task !== task),
    numberTask: numberTask === task ? null : numberTask,
  };
};

/** Whoever wishes the same of one visit again is one task, as long as it is open. */
export const unlessWished = (wishes: readonly Wished[], opened: Opened): readonly Opened[] =>
  wishes.some(
    ({ kind, appointment }) => kind === opened.kind && appointment === opened.subject?.appointment,
  )
    ? []
    : [opened];

/** The visit has moved, was called off or has begun: whatever was wished of its old time, nobody need do it. */
export const closeWishes = (
  wishes: readonly Wished[],
  before: NotedAppointment | undefined,
  after: NotedAppointment | undefined,
): readonly TaskEvent[] => {
  if (before === undefined || after === undefined) return [];
  const why = after.start === before.start ? overBy[after.status] : "appointment.rescheduled";
  if (why === null) return [];
  return wishes
    .filter(({ appointment }) => appointment === after.id)
    .map(({ task }) => ({ type: "task.closed", task, why }));
};

const overBy = {
  booked: null,
  confirmed: null,
  rescheduled: "appointment.moved_away",
  cancelled: "appointment.cancelled",
  in_progress: "appointment.started",
  completed: "appointment.started",
  no_show: "appointment.no_show",
} as const satisfies Record<AppointmentStatus, string | null>;

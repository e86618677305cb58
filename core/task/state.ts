import {
  type AppointmentId,
  appointmentStream,
  as,
  type CustomerId,
  type StreamName,
  type TaskId,
} from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { HandlingEvent, LateStep, OperatorId, Owner } from "#core/task/events";
import type { TaskPriority } from "#core/workflow/events";

/** A task as people see it. */
export type Handling = Owner & {
  readonly task: TaskId;
  readonly kind: string;
  readonly from: StreamName;
  /** When it arose there. */
  readonly openedAt: Instant;
  readonly customer: CustomerId | null;
  /** The stream of the visit that it is about; `null` where it is about none, or about all of them. */
  readonly visit: StreamName | null;
  readonly priority: TaskPriority;
  readonly dueAt: Instant;
  /** Who has taken it on, or was asked by name; `null`: whoever has the role. */
  readonly operator: OperatorId | null;
  /** What is left of the way up. */
  readonly late: readonly LateStep[];
  readonly level: number;
  readonly isOpen: boolean;
};

/** It arose in the visit's own stream, or in the customer's and was said to be about one. */
const visitIn = (from: StreamName, appointment: AppointmentId | null): StreamName | null => {
  if (from.startsWith("appointment/")) return from;
  return appointment === null ? null : appointmentStream(appointment);
};

export type HandlingState = { readonly handling: Handling | null; readonly wakeAt: Instant | null };

export const initialHandling: HandlingState = { handling: null, wakeAt: null };

export const taskStream = (task: TaskId): StreamName => as(`task/${task}`);

export const evolveHandling = (state: HandlingState, event: HandlingEvent): HandlingState => {
  if (event.type === "wake.planned") return { ...state, wakeAt: event.at };
  return { ...state, handling: handlingAfter(state.handling, event) };
};

const handlingAfter = (
  handling: Handling | null,
  event: Exclude<HandlingEvent, { type: "wake.planned" }>,
): Handling | null => {
  if (event.type === "handling.begun") {
    const { type: _, until: __, subject, ...begun } = event;
    const visit = visitIn(begun.from, subject?.appointment ?? null);
    return { ...begun, visit, operator: null, level: 0, isOpen: true };
  }
  if (handling === null) return null;
  switch (event.type) {
    case "handling.escalated": {
      const { role, owner, priority, dueAt, level } = event;
      const next = { role, owner, priority, dueAt, level, operator: null };
      return { ...handling, ...next, late: handling.late.slice(1) };
    }
    case "handling.assigned":
      return event.to.kind === "operator"
        ? { ...handling, operator: event.to.operator }
        : { ...handling, role: event.to.role, owner: event.to.owner, operator: null };
    case "handling.nobody_told":
      return handling;
    case "handling.ended":
      return { ...handling, isOpen: false };
  }
};

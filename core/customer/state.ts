import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerEvent } from "#core/customer/events";
import type { AppointmentId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { TaskEvent } from "#core/workflow/events";

export type NotedAppointment = {
  readonly id: AppointmentId;
  readonly start: Instant;
  readonly status: AppointmentStatus;
  readonly asOf: number;
};

export type CustomerState = {
  readonly status: "unknown" | "known" | "erased";
  readonly contact: {
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly optedOut: boolean;
  /** Whether anything is stored that an erasure would take away. */
  readonly holdsPersonal: boolean;
  readonly appointments: Readonly<Record<AppointmentId, NotedAppointment>>;
  readonly openTasks: readonly TaskId[];
};

export const initialCustomer: CustomerState = {
  status: "unknown",
  contact: { name: null, email: null, phone: null },
  optedOut: false,
  holdsPersonal: false,
  appointments: {},
  openTasks: [],
};

export const evolveCustomer = (
  state: CustomerState,
  event: CustomerEvent | TaskEvent,
): CustomerState => {
  switch (event.type) {
    case "customer.registered":
    case "customer.contact_changed": {
      const { name, email, phone } = event;
      return { ...state, status: "known", contact: { name, email, phone }, holdsPersonal: true };
    }
    case "customer.appointment_noted": {
      const { appointment: id, start, status, asOf } = event;
      const noted = { id, start, status, asOf };
      return { ...state, appointments: { ...state.appointments, [id]: noted } };
    }
    case "customer.opted_out":
      return { ...state, optedOut: true };
    case "customer.opted_in":
      return { ...state, optedOut: false };
    case "customer.erased":
      return {
        ...state,
        status: "erased",
        contact: initialCustomer.contact,
        holdsPersonal: false,
      };
    case "task.opened":
      return { ...state, openTasks: [...state.openTasks, event.task] };
    case "task.closed":
      return { ...state, openTasks: state.openTasks.filter((task) => task !== event.task) };
    case "customer.text_received":
      return { ...state, holdsPersonal: true };
    case "customer.text_settled":
      return state;
  }
};

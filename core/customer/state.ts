import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerEvent } from "#core/customer/events";
import type { ImportedConsent } from "#core/import/row";
import type { AppointmentId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { numberTaskKind, type TaskEvent } from "#core/workflow/events";

export type NotedAppointment = {
  readonly id: AppointmentId;
  readonly start: Instant;
  readonly status: AppointmentStatus;
  readonly asOf: number;
};

export type Imported = Omit<FromList, "type" | "consents" | "evidence"> & {
  readonly consents: readonly (ImportedConsent & { readonly evidence: string | null })[];
};

type FromList = Extract<CustomerEvent, { type: "customer.imported" }>;

export type CustomerState = {
  readonly status: "unknown" | "known" | "erased";
  readonly contact: {
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly optedOut: boolean;
  /** A carrier has refused the number for good; every text to it asks this. */
  readonly unreachable: boolean;
  /** The open task of a number that cannot be texted. */
  readonly numberTask: TaskId | null;
  /** What lists of customers have said of them besides; on each thing the last one counts. */
  readonly imported: Imported | null;
  /** Whether anything is stored that an erasure would take away. */
  readonly holdsPersonal: boolean;
  readonly appointments: Readonly<Record<AppointmentId, NotedAppointment>>;
  readonly openTasks: readonly TaskId[];
};

export const initialCustomer: CustomerState = {
  status: "unknown",
  contact: { name: null, email: null, phone: null },
  optedOut: false,
  unreachable: false,
  numberTask: null,
  imported: null,
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
    case "customer.imported":
      return { ...state, imported: withList(state.imported, event), holdsPersonal: true };
    case "customer.opted_out":
      return { ...state, optedOut: true };
    case "customer.opted_in":
      return { ...state, optedOut: false };
    case "customer.erased":
      return {
        ...state,
        status: "erased",
        contact: initialCustomer.contact,
        imported: null,
        holdsPersonal: false,
        unreachable: false,
      };
    case "customer.number_unreachable":
      return { ...state, unreachable: true };
    case "customer.number_reachable":
      return { ...state, unreachable: false };
    case "task.opened":
    case "task.closed":
      return withTasks(state, event);
    case "customer.text_received":
      return { ...state, holdsPersonal: true };
    case "customer.text_settled":
      return state;
  }
};

/** A list that says nothing of something takes nothing back. */
const withList = (before: Imported | null, event: FromList): Imported => {
  const { source, row, consents, evidence } = event;
  const {
    language,
    zone,
    consents: known,
  } = before ?? { language: null, zone: null, consents: [] };
  const kept = known.filter(({ purpose }) => !consents.some((one) => one.purpose === purpose));
  return {
    source,
    row,
    language: event.language ?? language,
    zone: event.zone ?? zone,
    consents: [...kept, ...consents.map((one) => ({ ...one, evidence }))],
  };
};

const withTasks = (state: CustomerState, event: TaskEvent): CustomerState => {
  const { openTasks, numberTask } = state;
  const { task } = event;
  if (event.type === "task.opened")
    return {
      ...state,
      openTasks: [...openTasks, task],
      numberTask: event.kind === numberTaskKind ? task : numberTask,
    };
  return {
    ...state,
    openTasks: openTasks.filter((open) => open !== task),
    numberTask: numberTask === task ? null : numberTask,
  };
};

/** Whether a text could still be about it. */
export const isAhead = (appointment: NotedAppointment | undefined): boolean =>
  appointment?.status === "booked" || appointment?.status === "confirmed";

export const hasVisitAhead = ({ appointments }: CustomerState): boolean =>
  Object.values(appointments).some(isAhead);

import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import type { AppointmentId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

type Event<T extends CustomerEvent["type"]> = Extract<CustomerEvent, { type: T }>;

/** A visit that moves after the erasure has been booked anew, by somebody who gave their name again. */
export const withNoted = (
  state: CustomerState,
  { type: _, appointment: id, ...noted }: Event<"customer.appointment_noted">,
): CustomerState => {
  const before = state.appointments[id];
  const isErased = before?.erased === true && before.start === noted.start;
  const now = isErased ? { id, ...noted, erased: true as const } : { id, ...noted };
  return { ...state, appointments: { ...state.appointments, [id]: now } };
};

/** They are kept, because caps and risk count what was; but nobody answers for them any more. */
export const erasedVisits = (
  appointments: CustomerState["appointments"],
): CustomerState["appointments"] =>
  Object.fromEntries(
    Object.entries(appointments).map(([id, one]) => [id, { ...one, erased: true as const }]),
  );

/** A text waits for a model, and what it is about waits with it. */
export const withPending = (
  state: CustomerState,
  { sid, about }: Event<"customer.model_asked">,
  at: Instant,
): CustomerState => ({
  ...state,
  pendingTexts: [...state.pendingTexts, sid],
  pending: { ...state.pending, [sid]: { at, start: startOf(state, about) } },
  pendingAbout: about === undefined ? state.pendingAbout : { ...state.pendingAbout, [sid]: about },
});

const startOf = (
  { appointments }: CustomerState,
  about: AppointmentId | null | undefined,
): Instant | null =>
  about === null || about === undefined ? null : (appointments[about]?.start ?? null);

export const withoutPending = (state: CustomerState, settled: string): CustomerState => {
  const { [settled]: _, ...pendingAbout } = state.pendingAbout;
  const { [settled]: __, ...pending } = state.pending;
  return {
    ...state,
    pendingTexts: state.pendingTexts.filter((sid) => sid !== settled),
    pendingAbout,
    pending,
  };
};

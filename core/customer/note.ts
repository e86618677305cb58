import type { CustomerWish } from "#core/customer/commands";
import { answeredConsents, impliedConsent } from "#core/customer/consent";
import type { CustomerEvent } from "#core/customer/events";
import { isOverruled } from "#core/customer/last-words";
import { afterNote } from "#core/customer/number";
import { riskNews } from "#core/customer/risk";
import { closeWishes } from "#core/customer/wishes";
import { type CustomerState, evolveCustomer } from "#core/customer/state";
import type { Instant } from "#core/kernel/time";
import type { TaskEvent } from "#core/workflow/events";

type Happened = CustomerEvent | TaskEvent;
type Note = Extract<CustomerWish, { kind: "note_appointment" }>;

/** Keeps where an appointment of the customer stands, and the contact that it was booked with. */
export const noteAppointment = (
  state: CustomerState,
  wish: Note,
  now: Instant,
): readonly Happened[] => {
  if (!isNews(state, wish)) return [];
  const said = answeredConsents(state, wish, wish.at ?? now);
  const evolve = (before: CustomerState, event: CustomerEvent) =>
    evolveCustomer(before, event, now);
  const noted = [
    ...contactEvents(state, wish, now),
    noteEvent(wish),
    ...said,
    ...impliedConsent(said.reduce(evolve, state), wish, wish.at ?? now),
  ];
  const after = noted.reduce(evolve, state);
  const { appointment } = wish;
  const [old, current] = [state.appointments[appointment], after.appointments[appointment]];
  const moot = closeWishes(state.wishes, old, current);
  return [...noted, ...afterNote(state, after, wish), ...moot, ...riskNews(after)];
};

const contactEvents = (
  state: CustomerState,
  { contact, at }: Note,
  now: Instant,
): readonly CustomerEvent[] => {
  if (contact === null) return [];
  const saidAt = at === undefined || at === now ? {} : { saidAt: at };
  if (state.status !== "known") return [{ type: "customer.registered", ...contact, ...saidAt }];
  return isOverruled(at, state.said.contact) || isSame(state.contact, contact)
    ? []
    : [{ type: "customer.contact_changed", ...contact, ...saidAt }];
};

const isSame = (one: CustomerState["contact"], other: CustomerState["contact"]): boolean =>
  one.name === other.name && one.email === other.email && one.phone === other.phone;

/** An older note of the same appointment, come late, replaces neither where it stands nor whom it names. */
const isNews = (state: CustomerState, { appointment, asOf }: Note): boolean => {
  const noted = state.appointments[appointment];
  return noted === undefined || noted.asOf < asOf;
};

const noteEvent = ({ appointment, start, status, asOf, standing }: Note): CustomerEvent => ({
  type: "customer.appointment_noted",
  appointment,
  start,
  status,
  asOf,
  ...(standing !== undefined && { standing }),
});

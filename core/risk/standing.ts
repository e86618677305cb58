import type { AppointmentStatus } from "#core/appointment/state";
import type { Money } from "#core/money/money";
import type { RiskHistory } from "#core/risk/score";

/** What one appointment says for the risk and the value of its customer, beside its state. */
export type Standing = {
  /** `false`: the visit lives on in another appointment, or is somebody else's by now. */
  readonly counts: boolean;
  /** How often it has moved to another time. */
  readonly reschedules: number;
  /** A text that asks for a confirmation was sent for the time now agreed, and may have arrived. */
  readonly asked: boolean;
  readonly confirmed: boolean;
  /** What was agreed, where the booking system says so. */
  readonly price: Money | null;
  /** Money that was due for it has not been paid. */
  readonly pastDue: boolean;
};

/** An appointment as far as risk looks at it. Notes from before there were standings have none. */
export type Counted = { readonly status: AppointmentStatus; readonly standing?: Standing };

/**
 * Adds up a customer's appointments.
 *
 * A question for a confirmation counts once it can be said how it was answered: at once when the answer
 * is yes, else when the visit's time has come. Whoever still has time has not failed to answer, and who
 * cancels has answered.
 */
export const historyOf = (all: readonly Counted[]): RiskHistory => {
  const own = all.filter(counts);
  const confirmed = own.filter(isConfirmed).length;
  const silent = own.filter((one) => !isConfirmed(one) && wasAsked(one) && hasCome(one)).length;
  return {
    appointments: own.length,
    noShows: own.filter(({ status }) => status === "no_show").length,
    asked: confirmed + silent,
    confirmed,
    reschedules: all.reduce((sum, { standing }) => sum + (standing?.reschedules ?? 0), 0),
    isPastDue: own.some(({ standing }) => standing?.pastDue === true),
  };
};

/** The history of the appointments on both sides. */
export const together = (one: RiskHistory, other: RiskHistory): RiskHistory => ({
  appointments: one.appointments + other.appointments,
  noShows: one.noShows + other.noShows,
  asked: one.asked + other.asked,
  confirmed: one.confirmed + other.confirmed,
  reschedules: one.reschedules + other.reschedules,
  isPastDue: one.isPastDue || other.isPastDue,
});

const counts = ({ standing }: Counted): boolean => standing?.counts !== false;
const wasAsked = ({ standing }: Counted): boolean => standing?.asked === true;
const isConfirmed = ({ status, standing }: Counted): boolean =>
  standing?.confirmed ?? status === "confirmed";
const hasCome = ({ status }: Counted): boolean =>
  status === "in_progress" || status === "completed" || status === "no_show";

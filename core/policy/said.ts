import { type KnownAppointment, wishOf } from "#core/appointment/state";
import type { Execution } from "#core/execution/state";
import { isReminder } from "#core/policy/caps";
import type { SaidAlready } from "#core/policy/send-question";

/**
 * Whether the customer has said already what a text takes no notice of. Who has said that they will not come is told
 * neither that they are expected, nor to pay for it, nor thanked for having come; what answers them goes all the same.
 * It holds until they say yes, agree on another time, or somebody sees them come.
 */
export const saidAlready = (
  appointment: KnownAppointment,
  execution: Pick<Execution, "purpose" | "reply">,
): SaidAlready | null => {
  // Asked what it was like, as if they had not told.
  if (appointment.answer === "after_visit" && asksForReview(execution)) return "answered_already";
  const wish = wishOf(appointment);
  return wish !== null && takesForGranted(execution) ? why[wish] : null;
};

const why = { cancel: "visit_given_up", reschedule: "other_time_wished" } as const;

/** That the customer comes, or has come. */
const takesForGranted = (execution: Pick<Execution, "purpose" | "reply">): boolean =>
  isReminder(execution) || execution.purpose === "deposit" || asksForReview(execution);

/** A reply thanks for what they have said. */
const asksForReview = ({ purpose, reply }: Pick<Execution, "purpose" | "reply">): boolean =>
  purpose === "review" && !reply;

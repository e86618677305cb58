import type { AppointmentFacts } from "#core/appointment/facts";
import { standingOf } from "#core/appointment/standing";
import type { AppointmentState } from "#core/appointment/state";
import { depositReason, depositRulesOf } from "#core/payment/deposit-rules";
import { type Deposits, depositStanding } from "#core/payment/state";
import { assess } from "#core/risk/score";
import { historyOf, together } from "#core/risk/standing";
import type { Accompanied } from "#core/workflow/accompany";
import { nobodyKnown } from "#core/workflow/asks";
import type { AppointmentInExpressions, CustomerInExpressions } from "#core/workflow/definition";

/** What conditions and times of a journey may know of an appointment; `null` before it exists. */
export const describeAppointment = (state: AppointmentState): AppointmentInExpressions | null =>
  state.status === "none"
    ? null
    : {
        status: state.status,
        start: state.start,
        end: state.end,
        zone: state.zone,
        plan: state.plan,
        reachable: state.reach === "reachable" || state.reach === "by_email",
        booked_at: state.bookedAt,
        confirmed_by: state.confirmedBy ?? "",
        deposit: depositWord(state.deposits),
        erased: state.erased === true,
        ...(state.reviewOpened === true && { review_opened: true }),
        answer: state.answer ?? "",
      };

/** Paid money goes before whatever else was asked: nobody is asked for it twice. */
const depositWord = (deposits: Deposits): string => {
  const standings = Object.values(deposits).map(depositStanding);
  return (
    standings.find((one) => one === "paid") ??
    standings.find((one) => one === "pending") ??
    standings.find((one) => one === "other_amount") ??
    standings.at(-1) ??
    ""
  );
};

/**
 * What conditions may know of the customer: their other appointments, as they were handed in, and this one
 * as it stands after its own new facts. So a visit that is missed counts for the journey that it starts.
 */
export const describeCustomer = (
  { domain, journeys }: Accompanied<AppointmentState>,
  { others, deposits, settings }: AppointmentFacts,
): CustomerInExpressions => {
  if (domain.status === "none") return nobodyKnown;
  const own = historyOf([{ status: domain.status, standing: standingOf(domain, journeys) }]);
  const history = together(others?.[domain.customer] ?? historyOf([]), own);
  const { score, level } = assess(history);
  const serviceAsks = domain.serviceAsksDeposit === true;
  const because = depositReason(depositRulesOf(deposits, settings), { serviceAsks, score });
  return {
    risk: { score, level },
    no_shows: history.noShows,
    ...(because !== "" && { deposit_because: because }),
  };
};

import type { AppointmentState } from "#core/appointment/state";
import type { AppointmentInExpressions } from "#core/workflow/definition";

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
        reachable: state.reach === "reachable",
        booked_at: state.bookedAt,
        confirmed_by: state.confirmedBy ?? "",
      };

import { type CustomerState, nextVisit } from "#core/customer/state";
import type { AppointmentId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";

/** The visit that was over last, where none is ahead and it is not long ago. */
export const visitBehind = (state: CustomerState, now: Instant): AppointmentId | null => {
  if (nextVisit(state, now) !== null) return null;
  const since = plusMs(now, -rememberedMs);
  const [last] = Object.values(state.appointments)
    .filter(({ status, start }) => status === "completed" && start >= since)
    .toSorted((one, other) => (one.start < other.start ? 1 : -1));
  return last?.id ?? null;
};

/** As long as anybody is asked what a visit was like, and a day. */
const rememberedMs = 4 * 24 * 3_600_000;

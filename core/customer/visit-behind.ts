import type { AppointmentStatus } from "#core/appointment/state";
import { type About, rememberedMs } from "#core/customer/about";
import type { CustomerState } from "#core/customer/state";
import type { AppointmentId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";

/**
 * The visit that took place, or takes place now, and that a text may be about: the one that the customer was asked
 * about last, else the one that was over last, where none is ahead and it is not long ago.
 */
export const visitBehind = (
  { appointments }: CustomerState,
  about: About,
  now: Instant,
): AppointmentId | null => {
  const since = plusMs(now, -rememberedMs);
  const asked = about.kind === "visit_behind" ? about.appointment : null;
  if (asked === null && about.kind !== "no_visit") return null;
  const [last] = Object.values(appointments)
    .filter(({ id, status }) => tookPlace.includes(status) && (asked === null || id === asked))
    .filter(({ erased, start }) => erased !== true && start >= since)
    .toSorted((one, other) => (one.start < other.start ? 1 : -1));
  return last?.id ?? null;
};

/** It counts as completed only hours after its end; whether it has ended, the visit itself knows, which is told. */
const tookPlace: readonly AppointmentStatus[] = ["in_progress", "completed"];

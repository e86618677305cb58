import type { AppointmentStatus } from "#core/appointment/state";
import { spokenName } from "#core/views/spoken-time";
import { statusWords } from "#core/views/timeline-reasons";

/**
 * A condition as people say it: `only while the visit is booked or confirmed`.
 *
 * The few forms that journeys use for nearly everything have words; any other is shown as it was written.
 */
export const spokenCondition = (source: string): string => {
  const condition = source.trim();
  const one = /^appointment\.status == "(\w+)"$/.exec(condition)?.[1];
  const list = /^appointment\.status in \[((?:"\w+"(?:, ?)?)+)\]$/.exec(condition)?.[1];
  const statuses = one === undefined ? list?.match(/\w+/g) : [one];
  if (statuses) return `only while the visit is ${statuses.map(word).join(" or ")}`;

  const step = /^steps\["([\w-]+)"\]\.outcome == "timed_out"$/.exec(condition)?.[1];
  if (step !== undefined) return `only if “${spokenName(step)}” did not come in time`;
  return `only if ${condition}`;
};

const word = (status: string): string =>
  Object.hasOwn(statusWords, status) ? statusWords[status as AppointmentStatus] : status;

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
  const said = known.get(condition) ?? ofStatus(condition) ?? ofStep(condition);
  return said ?? `only if ${condition}`;
};

const known: ReadonlyMap<string, string> = new Map([
  ["appointment.reachable", "only if the customer can be texted"],
  ["!appointment.reachable", "only if the customer cannot be texted"],
  [
    'customer.deposit_because != "" && appointment.deposit != "paid"',
    "only if a deposit is asked for and not paid yet",
  ],
  ['customer.deposit_because != ""', "only if a deposit is asked for"],
]);

const ofStatus = (condition: string): string | null => {
  const one = /^appointment\.status == ("\w+")$/.exec(condition)?.[1];
  const list = /^appointment\.status in \[((?:"\w+"(?:, ?)?)+)\]$/.exec(condition)?.[1];
  const statuses = (one ?? list)?.match(/\w+/g);
  return statuses ? `only while the visit is ${statuses.map(word).join(" or ")}` : null;
};

const word = (status: string): string =>
  Object.hasOwn(statusWords, status) ? statusWords[status as AppointmentStatus] : status;

const ofStep = (condition: string): string | null => {
  const step = /^steps\["([\w-]+)"\]\.outcome == "timed_out"$/.exec(condition)?.[1];
  return step === undefined ? null : `only if “${spokenName(step)}” did not come in time`;
};

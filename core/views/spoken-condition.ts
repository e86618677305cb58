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
  const parts = condition.split("&&").map((part) => spokenPart(part.trim()));
  return parts.every((part) => part !== null)
    ? `only ${parts.join(" and ")}`
    : `only if ${condition}`;
};

const spokenPart = (condition: string): string | null =>
  plainly.get(condition) ?? ofStatus(condition) ?? ofAnswer(condition) ?? ofStep(condition);

const plainly: ReadonlyMap<string, string> = new Map([
  ["appointment.reachable", "if the customer can be texted"],
  ["!appointment.reachable", "if the customer cannot be texted"],
  ['appointment.deposit != "paid"', "if no deposit has been paid"],
  ['appointment.deposit != "pending"', "if no payment is on its way"],
  ['appointment.deposit != "other_amount"', "if no other amount has been paid"],
  ['appointment.deposit == "failed"', "if the payment of the deposit failed"],
  ['appointment.confirmed_by == "customer"', "if the customer has confirmed it"],
  ['appointment.answer == ""', "unless the customer has given it up or asked for another time"],
  ['appointment.answer == "after_visit"', "if the customer has texted after the visit"],
  ['appointment.answer != "after_visit"', "unless the customer has texted after the visit"],
  ["!appointment.review_opened", "unless the review link was opened"],
  ["!appointment.erased", "unless the customer has been erased"],
  ["appointment.plan == 1", "for the first time that was agreed"],
  ['customer.risk.level == "high"', "if the risk is high"],
  ['customer.deposit_because != ""', "if a deposit is asked for"],
]);

const ofStatus = (condition: string): string | null => {
  const one = /^appointment\.status == ("\w+")$/.exec(condition)?.[1];
  const list = /^appointment\.status in \[((?:"\w+"(?:, ?)?)+)\]$/.exec(condition)?.[1];
  const statuses = (one ?? list)?.match(/\w+/g);
  return statuses ? `while the visit is ${statuses.map(word).join(" or ")}` : null;
};

const word = (status: string): string =>
  Object.hasOwn(statusWords, status) ? statusWords[status as AppointmentStatus] : status;

const ofAnswer = (condition: string): string | null => {
  const one = /^appointment\.answer == ("\w+")$/.exec(condition)?.[1];
  const list = /^appointment\.answer in \[((?:"\w+"(?:, ?)?)+)\]$/.exec(condition)?.[1];
  const answers = (one ?? list)?.match(/\w+/g);
  if (!answers?.every((answer) => Object.hasOwn(wishes, answer))) return null;
  return `if the customer wants ${answers.map((answer) => wishes[answer]).join(" or ")}`;
};

const wishes: Readonly<Record<string, string>> = {
  reschedule: "another time",
  cancel: "to cancel",
};

const ofStep = (condition: string): string | null => {
  const [, step, outcome = ""] = /^steps\["([\w-]+)"\]\.outcome == "(\w+)"$/.exec(condition) ?? [];
  const said = Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : undefined;
  return step === undefined || said === undefined ? null : `if “${spokenName(step)}” ${said}`;
};

const outcomes: Readonly<Record<string, string>> = {
  timed_out: "did not come in time",
  received: "came in time",
  sent: "has gone out",
  suppressed: "was not sent",
};

import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentStatus } from "#core/appointment/state";
import type { notCarriedOut, providerDown } from "#core/execution/events";
import type { Unwritable } from "#core/message/write";
import type { LinkSkip } from "#core/appointment/payment-link";
import { channelSkipWords, channelWords } from "#core/views/channel-words";
import { paymentAwaitedWords, paymentFactWords } from "#core/views/payment-words";
import { neverGoesWords, waitingWords } from "#core/views/sending-words";
import type { StepSkip, TaskMoot } from "#core/workflow/events";

/**
 * Every reason there is, as a sentence that goes on after "because". A reason without its sentence does
 * not compile; codes that only a provider knows are listed in `CarrierReason`.
 */

/** What happened to the visit: it may start a journey, end one, or take a planned text with it. */
export const factWords = {
  "appointment.booked": "the visit was booked",
  "appointment.moved_away": "the visit was taken off its old time",
  "appointment.continued": "the visit goes on under a later booking of it",
  "appointment.rescheduled": "the visit moved to another time",
  "appointment.cancel_noted": "a cancellation arrived before its booking",
  "appointment.revision_seen": "the booking system counted a change",
  "appointment.confirmed": "the visit was confirmed",
  "appointment.answer_noted": "the customer has answered",
  "appointment.customer_erased": "the customer has been erased",
  "appointment.review_opened": "the review link was opened",
  "appointment.cancelled": "the visit was cancelled",
  "appointment.started": "the visit had begun",
  "appointment.completed": "the visit was over",
  "appointment.no_show": "the customer did not come",
  ...paymentFactWords,
} as const satisfies Record<AppointmentEvent["type"], string>;

/** What a step may wait for. */
const awaitedWords = {
  "appointment.booked": "the new time",
  "appointment.moved_away": "a move",
  "appointment.continued": "word that the visit goes on elsewhere",
  "appointment.rescheduled": "another time",
  "appointment.cancel_noted": "a cancellation",
  "appointment.revision_seen": "another change of the booking",
  "appointment.confirmed": "a confirmation",
  "appointment.answer_noted": "an answer",
  "appointment.customer_erased": "the customer’s erasure",
  "appointment.review_opened": "the opening of the review link",
  "appointment.cancelled": "a cancellation",
  "appointment.started": "the beginning of the visit",
  "appointment.completed": "the end of the visit",
  "appointment.no_show": "word that nobody came",
  ...paymentAwaitedWords,
} as const satisfies Record<AppointmentEvent["type"], string>;

/** Nobody reads a list of seven: of many, the first is what is hoped for, and the others only end the wait. */
export const awaited = (events: readonly string[]): string => {
  const words: Readonly<Record<string, string>> = awaitedWords;
  const named = events.map((type) => (Object.hasOwn(words, type) ? words[type] : `“${type}”`));
  return named.length > 4 ? `${named[0]} or any change of the visit` : named.join(" or ");
};

/** Why a planned text was not sent. */
export const suppressedWords = {
  ...factWords,
  ...neverGoesWords,
  ...channelSkipWords,
  appointment_changed: "the visit has another time by now",
  appointment_ended: "the visit was cancelled or missed",
  visit_begun: "the visit had already begun",
  customer_erased: "the customer has been erased",
  opted_out: "the customer has opted out of texts",
  no_consent: "the customer has not allowed texts of this kind",
  no_open_link: "no link was open any more",
  stale: "it was too late for it to be of use",
  link_missing: "the business has given no link for it",
  condition_false: "its condition did not hold any more",
  operator: "an operator ended the journey",
} as const satisfies Record<
  LinkSkip | AppointmentEvent["type"] | "condition_false" | "operator" | "link_missing",
  string
>;

/** Why nobody need do a task any more. */
export const taskClosedWords = {
  ...factWords,
  replaced: "a more urgent one takes its place",
  journey_resumed: "the journey goes on by itself",
  number_reachable: "the customer can be texted again",
  no_visit_ahead: "no visit is ahead that a text could be about",
  customer_erased: "the customer has been erased",
} as const satisfies Record<TaskMoot | AppointmentEvent["type"], string>;

export const deferredWords = waitingWords;

/** Why a step of a journey was left out. */
export const stepSkipWords = {
  already_past: "its time was already past",
  condition_false: "its condition did not hold",
  expression_failed: "its time or condition could not be worked out",
  needs_skipped: "the step before it was left out",
  needs_failed: "the step before it failed",
  branch_not_taken: "the journey took another branch",
} as const satisfies Record<StepSkip, string>;

type RunSkip = "already_past" | "condition_false" | "expression_failed";

/** Why a journey did not begin although something asked for it. */
export const runSkipWords = {
  ...factWords,
  already_past: "its time was already past",
  condition_false: "it is not meant for this visit",
  expression_failed: "its condition could not be worked out",
} as const satisfies Record<RunSkip | AppointmentEvent["type"], string>;

/** What set a journey off. */
export const triggerWords = {
  ...factWords,
  time: "its time had come",
  cron: "its time of day had come",
  pattern: "the same thing had happened several times",
} as const satisfies Record<AppointmentEvent["type"] | "time" | "cron" | "pattern", string>;

/** What carriers and the way to them can answer, beside `http_503` and its like. */
export type CarrierReason =
  | "opted_out"
  | keyof typeof channelWords
  | "sender_misconfigured"
  | "text_refused"
  | "request_malformed"
  | "throttled"
  | "refused"
  | "no_longer_useful"
  | "template_missing"
  | Unwritable
  | typeof notCarriedOut
  | "outcome_unknown"
  | typeof providerDown
  | "timeout"
  | "connection_broken"
  | "answer_unreadable"
  | "look_up_absent"
  | "look_up_unavailable";

export const carrierWords = {
  ...channelWords,
  opted_out: "the carrier knows that the customer has opted out",
  sender_misconfigured: "the carrier does not let us send: the account needs a look",
  text_refused: "the carrier refused the words of the text",
  request_malformed: "the carrier did not understand our request",
  throttled: "the carrier asked us to slow down",
  refused: "the carrier refused it without a reason that we know",
  no_longer_useful: "it was too late for it to be of use",
  template_missing: "its template is not there any more",
  text_too_long: "it would have become longer than the pack allows, also without its links",
  link_missing: "the business has given no link for it",
  clinic_missing: "it would not have said who writes",
  not_carried_out: "the system did not come to it, however often it was reminded",
  outcome_unknown: "nobody knows whether it arrived, so it was not sent again blindly",
  provider_down: "whoever has to carry it out did not answer for too long",
  timeout: "the carrier did not answer in time",
  connection_broken: "the connection to the carrier broke",
  answer_unreadable: "the carrier’s answer could not be read",
  look_up_absent: "the carrier did not know it yet",
  look_up_unavailable: "the carrier could not be asked",
} as const satisfies Record<CarrierReason, string>;

export const statusWords = {
  booked: "booked",
  confirmed: "confirmed",
  rescheduled: "between two times",
  in_progress: "under way",
  completed: "over",
  no_show: "missed",
  cancelled: "cancelled",
} as const satisfies Record<AppointmentStatus, string>;

/** The sentence for a reason that is stored as a plain string; one from another time is quoted as it is. */
export const reasonIn = (words: Readonly<Record<string, string>>, why: string): string => {
  const known = Object.hasOwn(words, why) ? words[why] : undefined;
  return known ?? `the reason was “${why.replaceAll("_", " ")}”`;
};

/** The same for what a carrier said: status codes of HTTP and codes of the network are told apart by their look. */
export const carrierReason = (why: string): string => {
  const status = /^http_(\d{3})$/.exec(why)?.[1];
  if (status !== undefined) return `the carrier answered with an error (${status})`;
  return /^(?:e[a-z]{4,}|eai_again|und_err_\w+)$/.test(why)
    ? `the carrier could not be reached (${why})`
    : reasonIn(carrierWords, why);
};

import type { AppointmentRefusal } from "#core/appointment/refusals";
import type { KnownAppointment } from "#core/appointment/state";
import type { CustomerId } from "#core/kernel/ids";
import { type Instant, msBetween } from "#core/kernel/time";

/** What a customer's answer was about when it was given: whose visit, at which time. It may reach the visit late. */
export type Answered = {
  readonly customer: CustomerId;
  /** `null` where their own stream did not know. */
  readonly start: Instant | null;
  readonly at: Instant;
};

/**
 * Why an answer counts no more: the visit has another time by now or is somebody else's, or the customer has
 * said something else since. `null` where it counts.
 */
export const outdated = (
  { customer, start, saidAt }: KnownAppointment,
  answered: Answered | undefined,
): Outdated | null => {
  if (answered === undefined) return null;
  const isAboutThis = (answered.start ?? start) === start && answered.customer === customer;
  const isLast = saidAt === null || saidAt <= answered.at;
  return isAboutThis && isLast ? null : refusalOf(answered, start);
};

const rememberedMs = 24 * 3_600_000;

/** The same of what is answered by a text: later nobody remembers having asked, and the person's task stands. */
export const outdatedOrForgotten = (
  state: KnownAppointment,
  answered: Answered | undefined,
  now: Instant,
): Outdated | null => {
  const isForgotten = answered !== undefined && msBetween(answered.at, now) > rememberedMs;
  return isForgotten ? refusalOf(answered, state.start) : outdated(state, answered);
};

type Outdated = Extract<AppointmentRefusal, { code: "answer_outdated" }>;

const refusalOf = ({ at, start: about }: Answered, start: Instant): Outdated => ({
  code: "answer_outdated",
  details: { answeredAt: at, about: about ?? "unknown", start },
});

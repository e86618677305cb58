import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import { isRefusedOnItsWay, isText } from "#core/execution/events";
import type { ExecutionId } from "#core/kernel/ids";
import { earliest, type Instant } from "#core/kernel/time";

/** What is known of the review that a visit was asked for. */
export type ReviewStanding = {
  /** When each text about it went out, those that thank included; `null` while it has not, or where it did not arrive. */
  readonly texts: Readonly<Record<ExecutionId, Instant | null>>;
  /** When the first of them went out; `null` while none has. */
  readonly askedAt: Instant | null;
  /** When its link was followed for the first time. */
  readonly openedAt: Instant | null;
  /** When the customer texted after having been asked, whatever they wrote. */
  readonly answeredAt: Instant | null;
};

/** Left out as long as no journey has planned to ask. */
export const foldReview = (
  review: ReviewStanding | undefined,
  event: AppointmentStreamEvent,
  at: Instant,
): ReviewStanding | undefined => {
  if (event.type === "execution.requested") {
    if (!isText(event) || event.purpose !== "review") return review;
    const { texts, ...rest } = review ?? unasked;
    return { ...rest, texts: { ...texts, [event.execution]: null } };
  }
  return review === undefined ? undefined : withNews(review, event, at);
};

const unasked: ReviewStanding = { texts: {}, askedAt: null, openedAt: null, answeredAt: null };

const withNews = (
  review: ReviewStanding,
  event: AppointmentStreamEvent,
  at: Instant,
): ReviewStanding => {
  if (event.type === "appointment.review_opened") return { ...review, openedAt: at };
  if (event.type === "appointment.answer_noted")
    return { ...review, answeredAt: review.askedAt === null ? null : at };
  return "execution" in event && Object.hasOwn(review.texts, event.execution)
    ? withFate(review, event, at)
    : review;
};

const withFate = (
  review: ReviewStanding,
  event: Extract<AppointmentStreamEvent, { readonly execution: ExecutionId }>,
  at: Instant,
): ReviewStanding => {
  if (event.type === "execution.sent") return withText(review, event.execution, at);
  const isRefused = event.type === "execution.delivery" && isRefusedOnItsWay(event);
  // A question that did not arrive was none, unless there was a reaction to one.
  return isRefused && review.openedAt === null && review.answeredAt === null
    ? withText(review, event.execution, null)
    : review;
};

const withText = (
  review: ReviewStanding,
  execution: ExecutionId,
  wentAt: Instant | null,
): ReviewStanding => {
  const texts = { ...review.texts, [execution]: wentAt };
  return { ...review, texts, askedAt: earliest(Object.values(texts)) };
};

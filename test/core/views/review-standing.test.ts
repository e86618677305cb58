import { describe, expect, it } from "vitest";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import { as, type ExecutionId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { foldReview, type ReviewStanding } from "#core/views/review-standing";
import { booking, journey, monday } from "#test/support/bookings";
import { given } from "#test/support/journey-stage";

const when = at("2026-03-12T23:30:00Z");
const asking = journey(
  "asking",
  `on: appointment.booked
steps:
  - { id: ask, uses: text.send, with: { template: hello, purpose: review } }`,
);
const planned = given([asking]).when({ kind: "book", booking: booking("A") }, monday).events;
const [request] = planned.filter(({ type }) => type === "execution.requested");
const execution: ExecutionId =
  request?.type === "execution.requested" ? request.execution : as("none");

const sent: AppointmentStreamEvent = {
  type: "execution.sent",
  execution,
  sid: "SM1",
  settledBy: "reply",
};
const lost: AppointmentStreamEvent = {
  type: "execution.delivery",
  execution,
  sid: "SM1",
  status: "undelivered",
  errorCode: "30007",
  why: "text_refused",
};
const again = as<ExecutionId>("asked-again");
const plannedAgain = { ...request, execution: again } as AppointmentStreamEvent;
const sentAgain = { ...sent, execution: again };
const lostAgain = { ...lost, execution: again };
const opened: AppointmentStreamEvent = { type: "appointment.review_opened" };
const wrote: AppointmentStreamEvent = { type: "appointment.answer_noted", answer: "after_visit" };

const told = (...events: readonly AppointmentStreamEvent[]): ReviewStanding | undefined =>
  [...planned, ...events].reduce<ReviewStanding | undefined>(
    (review, event) => foldReview(review, event, when),
    undefined,
  );

describe("what is known of a review", () => {
  it("begins when somebody plans to ask, and tells what came of it", () => {
    const nothing = {
      texts: { [execution]: null },
      askedAt: null,
      openedAt: null,
      answeredAt: null,
    };
    expect(told()).toEqual(nothing);
    const texts = { [execution]: when };
    expect(told(sent)).toEqual({ ...nothing, texts, askedAt: when });
    expect(told(sent, opened, wrote)).toEqual({
      texts,
      askedAt: when,
      openedAt: when,
      answeredAt: when,
    });
    expect(foldReview(undefined, wrote, when)).toBeUndefined();
  });

  it("takes a text before the question for no answer to it, and one that did not arrive for no question", () => {
    expect(told(wrote)?.answeredAt).toBeNull();
    expect(told(sent, lost)?.askedAt).toBeNull();
    expect(told(sent, opened, lost)?.askedAt).toBe(when);
    const other = { ...lost, execution: as<ExecutionId>("another") };
    expect(told(sent, other)?.askedAt).toBe(when);
  });

  it("keeps the first question where only the second did not arrive, and the other way round", () => {
    expect(told(sent, plannedAgain, sentAgain, lostAgain)?.askedAt).toBe(when);
    expect(told(sent, lost, plannedAgain, sentAgain)?.askedAt).toBe(when);
    expect(told(sent, plannedAgain, sentAgain, lost)?.askedAt).toBe(when);
    expect(told(sent, plannedAgain, sentAgain, lost, lostAgain)?.askedAt).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import { plusMs } from "#core/kernel/time";
import { booking, hour, journey, minute, monday } from "#test/support/bookings";
import {
  accepted,
  begin,
  given,
  settle,
  stepsIn,
  textOf,
  unavailable,
  wake,
} from "#test/support/journey-stage";

/** A question that goes by its own moment, whatever has been said; offers are never taken for an answer. */
const asking = journey(
  "asking",
  `on: appointment.booked
steps:
  - { id: pause, wait: 1h }
  - { id: ask, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: answer, await: appointment.answer_noted, timeout: 24h }`,
);
const morning = plusMs(monday, 3 * hour);
const due = plusMs(morning, hour);
const soon = plusMs(due, minute);
const book: AppointmentWish = { kind: "book", booking: booking("A") };
const says = (answer: "cancel" | "reschedule"): AppointmentWish => ({
  kind: "note_answer",
  answer,
});

const booked = given([asking]).when(book, morning);
const asked = (before: AppointmentWish | null) => {
  const said = before === null ? booked : booked.when(before, morning);
  return said.when(wake, due);
};
const awaits = `answer: awaits until ${plusMs(soon, 24 * hour)}`;

describe("an await for an answer", () => {
  it("takes what was said before its question for no answer to it", () => {
    const story = asked(says("reschedule"));
    const { execution } = textOf(story, "ask");
    const sent = story.when(begin(execution), due).when(settle(execution, accepted()), soon);

    expect(stepsIn(sent)).toEqual(["ask: sent", awaits]);
    expect(stepsIn(sent.when(says("cancel"), plusMs(soon, minute)))).toEqual(["answer: received"]);
  });

  it("takes what was said while the carrier had not answered yet", () => {
    const story = asked(null);
    const { execution } = textOf(story, "ask");
    const told = story
      .when(begin(execution), due)
      .when(says("reschedule"), due)
      .when(settle(execution, accepted()), soon);

    expect(stepsIn(told)).toEqual(["ask: sent", "answer: received"]);
  });

  it("takes what was said before a try that could not be the first to arrive for none", () => {
    const story = asked(null);
    const { execution } = textOf(story, "ask");
    const told = story
      .when(begin(execution), due)
      .when(settle(execution, unavailable), due)
      .when(says("reschedule"), due)
      .when(wake, plusMs(due, hour))
      .when(begin(execution, 2), plusMs(due, hour))
      .when(settle(execution, accepted(), 2), plusMs(due, hour));

    expect(stepsIn(told)).toEqual(["ask: sent", `answer: awaits until ${plusMs(due, 25 * hour)}`]);
  });
});

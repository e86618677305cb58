import { describe, expect, it } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import type { AppointmentStreamWish } from "#core/appointment/journeys";
import { plusMs } from "#core/kernel/time";
import { booking, hour, journey } from "#test/support/bookings";
import {
  accepted,
  begin,
  given,
  settle,
  type StreamStory,
  textOf,
  wake,
} from "#test/support/journey-stage";

/** Asks as soon as the visit is over, and waits for somebody to look. */
const asking = journey(
  "asking",
  `on: appointment.completed
steps:
  - { id: ask, uses: text.send, with: { template: hello, purpose: review, reply: true } }
  - { id: look, await: appointment.review_opened, timeout: 48h }`,
);
const visit = booking("A");
const book: AppointmentWish = { kind: "book", booking: visit };
const opens: AppointmentStreamWish = { kind: "note_review_opened" };
const yes = { consents: { review: "granted" as const } };

const over = plusMs(visit.end, 2 * hour);
const later = plusMs(over, hour);
const visited = given([asking])
  .when(book, plusMs(visit.start, -24 * hour))
  .when(wake, over);

const openings = ({ events }: StreamStory): number =>
  events.filter(({ type }) => type === "appointment.review_opened").length;

describe("the link of a text that asks for a review", () => {
  it("is opened once, and whoever waits for it goes on", () => {
    const { execution } = textOf(visited, "ask");
    const asked = visited
      .when(begin(execution, 1, yes), over)
      .when(settle(execution, accepted()), over);
    const opened = asked.when(opens, later);

    expect(opened.events).toContainEqual({ type: "appointment.review_opened" });
    expect(opened.events).toContainEqual(
      expect.objectContaining({ type: "run.step_done", step: "look", outcome: "received" }),
    );
    expect(opened.when(opens, later).events).toEqual([]);
  });

  it("may be opened before the carrier has said that it took the text", () => {
    const { execution } = textOf(visited, "ask");
    expect(openings(visited.when(begin(execution, 1, yes), over).when(opens, later))).toBe(1);
  });

  it("counts for nothing where nobody was asked, or the customer did not come after all", () => {
    expect(openings(visited.when(opens, later))).toBe(0);
    const missed = given([asking])
      .when(book, plusMs(visit.start, -24 * hour))
      .when({ kind: "mark_no_show", by: "operator" }, over);
    expect(openings(missed.when(opens, later))).toBe(0);
  });

  it("counts for nothing once the customer has been erased", () => {
    const { execution } = textOf(visited, "ask");
    const asked = visited
      .when(begin(execution, 1, yes), over)
      .when(settle(execution, accepted()), over);
    const erased = asked.when({ kind: "note_erasure", customer: visit.customer, at: later }, later);
    expect(openings(erased.when(opens, later))).toBe(0);
  });
});

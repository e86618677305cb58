import { describe, expect, it } from "vitest";
import { msBetween, plusMs } from "#core/kernel/time";
import { hour, journey, minute, monday } from "#test/support/bookings";
import {
  accepted,
  begin,
  bookedWith,
  settle,
  type StreamStory,
  textOf,
  timedOut,
  wake,
  wakeOf,
} from "#test/support/journey-stage";

const asked = bookedWith(
  journey(
    "one-text",
    `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
  ),
);
const { execution } = textOf(asked, "hello");
const phaseOf = (story: StreamStory) => textOf(story, "hello").phase;

/** The stream is woken whenever it asks for it, and nobody does what it asks for. */
const unheard = (from: StreamStory) => {
  const dues: { readonly why: string; readonly afterMs: number }[] = [];
  let [story, now] = [from, monday];
  for (let wakes = 0; phaseOf(story).status !== "failed"; wakes += 1) {
    expect(wakes).toBeLessThan(40);
    now = wakeOf(story) ?? now;
    story = story.when(wake, now);
    for (const event of story.events)
      if (event.type === "execution.due")
        dues.push({ why: event.why, afterMs: msBetween(monday, now) });
  }
  return { story, dues, afterMs: msBetween(monday, now) };
};

describe("a text that was handed to the executor, and nothing came of it", () => {
  it("is handed over again, seldomer each time, and at last is a person's task", () => {
    const { story, dues, afterMs } = unheard(asked);
    expect(dues).toEqual(
      [15, 45, 105].map((minutes) => ({ why: "unanswered", afterMs: minutes * minute })),
    );
    expect(afterMs).toBe(225 * minute);
    expect(phaseOf(story)).toEqual({ status: "failed", why: "not_carried_out" });
    expect(story.events).toContainEqual(expect.objectContaining({ kind: "text-failed" }));
  });

  it("is only looked up where it may have gone, and at last is a person's task", () => {
    const { story, dues, afterMs } = unheard(asked.when(begin(execution), monday));
    expect(dues[0]).toEqual({ why: "look_up", afterMs: 15 * minute });
    expect(dues.every(({ why }) => why === "look_up")).toBe(true);
    // The look after a day would have been the last, so it is waited for.
    expect(afterMs).toBeGreaterThan(24 * hour);
    expect(afterMs).toBeLessThan(48 * hour);
    expect(phaseOf(story)).toEqual({ status: "failed", why: "outcome_unknown" });
    expect(story.events).toContainEqual(expect.objectContaining({ kind: "text-failed" }));
  });

  it("has all its looks after a machine was off for days: none of them was in vain before", () => {
    const unknown = asked
      .when(begin(execution), monday)
      .when(settle(execution, timedOut), monday)
      .when(wake, plusMs(monday, 90 * hour));
    unknown.thenHappened("execution.due", "wake.planned");
    expect(phaseOf(unknown).status).toBe("unknown");
  });

  it("gets its time anew from whoever takes it up late, and is not looked up under their hands", () => {
    const late = plusMs(monday, 15 * minute); // Just as the stream would have looked after it.
    const begun = asked.when(begin(execution), late);
    begun.thenHappened("execution.intended", "wake.planned");
    expect(wakeOf(begun)).toBe(plusMs(late, 15 * minute));
    expect(phaseOf(begun.when(settle(execution, accepted()), late)).status).toBe("sent");
  });

  it("that is taken up at once does not have the stream woken at another time", () =>
    asked.when(begin(execution), plusMs(monday, minute)).thenHappened("execution.intended"));
});

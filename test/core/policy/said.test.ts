import { describe, expect, it } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import type { Recipient } from "#core/execution/commands";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { booking, hour, journey, monday } from "#test/support/bookings";
import { begin, confirm, given, type StreamStory, textOf, wake } from "#test/support/journey-stage";

const morning = plusMs(monday, 3 * hour);
const visit = at("2026-03-03T15:00:00Z");
const book: AppointmentWish = { kind: "book", booking: booking("A", { start: visit }) };
const all: Partial<Recipient> = {
  consents: { review: "granted", marketing: "granted", deposit: "granted" },
};

/** Whoever answers says it of the visit as it is. */
const says = (answer: "cancel" | "reschedule" | "after_visit"): AppointmentWish => ({
  kind: "note_answer",
  answer,
});

const texting = (on: string, text: string) =>
  journey("texts", `on: ${on}\nsteps: [{ id: hello, uses: text.send, with: { ${text} } }]`);

const outcomeOf = (story: StreamStory, now: Instant): string => {
  const { execution } = textOf(story, "hello");
  const { phase } = textOf(story.when(begin(execution, 1, all), now), "hello");
  return "why" in phase ? `${phase.status} ${phase.why}` : phase.status;
};

describe("a text before the visit, to a customer who has said of it", () => {
  const before = (text: string, ...said: readonly AppointmentWish[]) => {
    const booked = given([texting("appointment.booked", `template: hello, ${text}`)]);
    const told = [book, ...said].reduce((story, wish) => story.when(wish, morning), booked);
    return outcomeOf(told, morning);
  };
  const reminder = "purpose: reminder";

  it.each([
    ["that they give it up", "cancel", "visit_given_up"],
    ["that they want another time", "reschedule", "other_time_wished"],
  ] as const)("%s, takes nothing for granted", (_, answer, why) => {
    expect(before(reminder, says(answer))).toBe(`suppressed ${why}`);
    expect(before("purpose: deposit", says(answer))).toBe(`suppressed ${why}`);
    // It answers them: the page to move the visit, say.
    expect(before("purpose: confirmation, reply: true", says(answer))).toBe("intended");
    expect(before("purpose: reminder, reply: true", says(answer))).toBe("intended");
  });

  it("goes on where they have said yes since, also of a visit that was confirmed before", () => {
    expect(before(reminder, says("cancel"), confirm)).toBe("intended");
    expect(before(reminder, confirm, says("cancel"))).toBe("suppressed visit_given_up");
    expect(before(reminder, confirm, says("cancel"), confirm)).toBe("intended");
  });

  it("goes by the last of several words", () => {
    expect(before(reminder, says("cancel"), says("reschedule"))).toContain("other_time_wished");
    const again = [says("cancel"), says("reschedule"), says("cancel")];
    expect(before(reminder, ...again)).toContain("visit_given_up");
    expect(before(reminder, says("cancel"), confirm, says("cancel"))).toContain("visit_given_up");
  });

  it("goes where the visit has another time since", () => {
    const moved: AppointmentWish = {
      kind: "stand",
      booking: booking("A", { start: plusMs(visit, 24 * hour) }),
    };
    expect(before(reminder, says("reschedule"), moved)).toBe("intended");
  });
});

describe("the question what the visit was like", () => {
  const after = (completed: AppointmentWish, ...said: readonly AppointmentWish[]) => {
    const text = "template: hello, purpose: review";
    const booked = given([texting("appointment.completed", text)]).when(book, morning);
    const told = said.reduce((story, wish) => story.when(wish, morning), booked);
    const over = plusMs(visit, 3 * hour);
    return outcomeOf(told.when(wake, visit).when(completed, over), over);
  };
  const byHand: AppointmentWish = { kind: "complete" };

  it.each([
    ["cancel", "visit_given_up"],
    ["reschedule", "other_time_wished"],
  ] as const)("is not put to who has said that they would not come: %s", (answer, why) => {
    expect(after(wake, says(answer))).toBe(`suppressed ${why}`);
  });

  it("is not put to who has told it since, however the visit was marked", () => {
    const over = plusMs(visit, 3 * hour);
    for (const completed of [byHand, wake]) {
      const text = "template: hello, purpose: review";
      const begun = given([texting("appointment.completed", text)])
        .when(book, morning)
        .when(wake, visit)
        .when(says("after_visit"), plusMs(visit, hour));
      expect(outcomeOf(begun.when(completed, over), over)).toBe("suppressed answered_already");
    }
  });

  it("is put to whoever somebody has seen come, and to who said yes in the end", () => {
    expect(after(byHand, says("cancel"))).toBe("intended");
    expect(after(wake, says("cancel"), confirm)).toBe("intended");
  });
});

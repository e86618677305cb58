import { describe, expect, it } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import type { Recipient } from "#core/execution/commands";
import type { AppointmentFacts } from "#core/appointment/facts";
import { booking, clinic, hour, journey, monday } from "#test/support/bookings";
import {
  begin,
  cancel,
  given,
  goOnIn,
  type StreamStory,
  textOf,
  wake,
} from "#test/support/journey-stage";

const morning = plusMs(monday, 3 * hour);
const visit = at("2026-03-03T15:00:00Z");
const rules = (other: Partial<AppointmentFacts["sending"]> = {}): Partial<AppointmentFacts> => ({
  sending: { impliedByBooking: ["reminder"], caps: [], ...other },
});

/** What becomes of a text of this purpose that is asked for when the visit is over, or will never be. */
const after = (
  what: "completed" | "no_show" | "cancelled",
  purpose: string,
  recipient: Partial<Recipient>,
  other: Partial<AppointmentFacts> = {},
) => {
  const definition = journey(
    "afterwards",
    `on: appointment.${what}
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: ${purpose} } }]`,
  );
  const booked = given([definition]).when(
    { kind: "book", booking: booking("A", { start: visit }) },
    morning,
  );
  const over = plusMs(visit, 3 * hour);
  const ended =
    what === "cancelled"
      ? booked.when(cancel, over)
      : what === "completed"
        ? booked.when(wake, visit).when({ kind: "complete" }, over)
        : booked.when(wake, visit).when({ kind: "mark_no_show", by: "operator" }, over);
  const { execution } = textOf(ended, "hello");
  const told = goOnIn([definition])(ended, other).when(begin(execution, 1, recipient), over);
  const { phase } = textOf(told, "hello");
  return "why" in phase ? `${phase.status} ${phase.why}` : phase.status;
};

const all = { consents: { review: "granted", marketing: "granted", deposit: "granted" } } as const;

describe("a text after the visit", () => {
  it.each([
    ["completed", "review", "intended"],
    ["completed", "marketing", "intended"],
    ["no_show", "marketing", "intended"],
    ["cancelled", "marketing", "intended"],
    ["no_show", "review", "suppressed appointment_ended"],
    ["cancelled", "review", "suppressed appointment_ended"],
    ["completed", "deposit", "suppressed visit_begun"],
    ["completed", "reminder", "suppressed visit_begun"],
    ["no_show", "deposit", "suppressed appointment_ended"],
  ] as const)("%s: %s is %s", (what, purpose, expected) => {
    expect(after(what, purpose, all)).toBe(expected);
  });

  it("needs a consent of its own, unless the pack takes the booking for one", () => {
    expect(after("completed", "review", {})).toBe("suppressed no_consent");
    const implied = rules({ impliedByBooking: ["reminder", "review"] });
    expect(after("completed", "review", {}, implied)).toBe("intended");
  });

  it("is put off, not left out, when the day is over: nothing comes after it", () => {
    const settings = { ...clinic, quietHours: { from: "12:00", until: "11:00" } };
    expect(after("completed", "review", all, { settings })).toBe("deferred quiet_hours");
  });
});

describe("a reply in quiet hours", () => {
  const night = { ...clinic, quietHours: { from: "12:00", until: "11:00" } };
  const bookedAt = (purpose: string, madeAt = morning) => {
    const hello = journey(
      "hello",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: ${purpose}, reply: true } }]`,
    );
    const wish = { kind: "book", booking: booking("A", { start: visit, madeAt }) } as const;
    return goOnIn([hello])(given([hello]).when(wish, morning), { settings: night });
  };
  const standing = (story: StreamStory) => {
    const { phase } = textOf(story, "hello");
    return "why" in phase ? `${phase.status} ${phase.why}` : phase.status;
  };
  const asked = (purpose: string, madeAt = morning) => {
    const booked = bookedAt(purpose, madeAt);
    return standing(booked.when(begin(textOf(booked, "hello").execution, 1, all), morning));
  };

  it("goes where it speaks of the visit, and not where it asks for money", () => {
    expect(asked("confirmation")).toBe("intended");
    expect(asked("deposit")).toBe("deferred quiet_hours");
    expect(asked("marketing")).toBe("deferred quiet_hours");
  });

  it("goes where what it answers was done within a quarter of an hour, by anybody's clock", () => {
    for (const minutes of [-15, -1, 0, 15])
      expect(asked("confirmation", plusMs(morning, minutes * 60_000))).toBe("intended");
    for (const minutes of [-16, -600, 16])
      expect(asked("confirmation", plusMs(morning, minutes * 60_000))).toBe("deferred quiet_hours");
  });

  it.each([
    [15, "intended"],
    [30, "intended"],
    [31, "deferred quiet_hours"],
  ])(
    "is sent once more %d minutes after a try of which nothing was found: %s",
    (minutes, expected) => {
      const booked = bookedAt("confirmation");
      const { execution } = textOf(booked, "hello");
      const later = plusMs(morning, minutes * 60_000);
      const absent = {
        kind: "resolve_execution",
        execution,
        token: 2,
        found: { kind: "absent" },
      } as const;
      const tried = booked.when(begin(execution, 1, all), morning).when(absent, later);
      expect(standing(tried.when(begin(execution, 3, all), later))).toBe(expected);
    },
  );
});

describe("a text that waits for another to settle", () => {
  /** A reply, or a reminder, `beforeMs` ahead of the visit, while another text has had no outcome for `ageMs`. */
  const waiting = (
    text: string,
    { beforeMs, ageMs }: { readonly beforeMs: number; readonly ageMs: number },
    other: Partial<AppointmentFacts> = {},
  ) => {
    const hello = journey(
      "hello",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, ${text} } }]`,
    );
    const now = plusMs(visit, -beforeMs);
    const wish = { kind: "book", booking: booking("A", { start: visit, madeAt: now }) } as const;
    const booked = given([hello]).when(wish, now);
    const { execution } = textOf(booked, "hello");
    const otherTexts = [{ at: plusMs(now, -ageMs), isReminder: false, isSettled: false }];
    const recipient = begin(execution, 1, { ...all, otherTexts });
    return textOf(goOnIn([hello])(booked, other).when(recipient, now), "hello").phase;
  };
  const reminder = "purpose: reminder";

  it("is asked again no later than the moment at which the other would be no reason any more", () => {
    const phase = waiting(reminder, { beforeMs: 40 * 60_000, ageMs: 4 * hour - 10 * 60_000 });
    expect(phase).toMatchObject({ until: plusMs(visit, -30 * 60_000), why: "another_under_way" });
  });

  it("is asked when half of the time is left, where the visit begins before that", () => {
    const phase = waiting(reminder, { beforeMs: 20 * 60_000, ageMs: 3 * hour });
    expect(phase).toMatchObject({ until: plusMs(visit, -10 * 60_000), why: "another_under_way" });
  });

  it("does not ring at night because it was an answer in the evening", () => {
    const caps = [{ name: "daily_cap" as const, counts: "texts" as const, most: 1, days: 1 }];
    const evening = { ...clinic, quietHours: { from: "05:00", until: "09:00" } };
    const facts = { ...rules({ caps }), settings: evening };
    const phase = waiting(
      "purpose: confirmation, reply: true",
      { beforeMs: 3 * hour, ageMs: hour },
      facts,
    );
    expect(phase).toMatchObject({ why: "another_under_way", until: "2026-03-03T14:00:00.000Z" });
  });
});

describe("the first of several reasons", () => {
  const gone = [{ at: plusMs(visit, hour), isReminder: true, isSettled: true }];
  const capped = rules({
    caps: [{ name: "daily_cap", counts: "texts", most: 1, days: 1 }],
  });
  const night = { from: "12:00", until: "11:00" };

  it("is the one that the domain asks first", () => {
    const worst = { ...all, optedOut: true, otherTexts: gone };
    const ask = (recipient: Partial<Recipient>, settings: object) =>
      after("completed", "review", recipient, { ...capped, settings: { ...clinic, ...settings } });
    expect(ask(worst, { onHold: true, quietHours: night })).toBe("deferred tenant_on_hold");
    expect(ask(worst, { quietHours: night })).toBe("suppressed opted_out");
    expect(ask({ otherTexts: gone }, { quietHours: night })).toBe("suppressed no_consent");
    expect(ask({ ...all, otherTexts: gone }, { quietHours: night })).toBe("deferred quiet_hours");
    expect(ask({ ...all, otherTexts: gone }, {})).toBe("deferred daily_cap");
  });
});

describe("the gap between two texts of one customer", () => {
  const over = plusMs(visit, 3 * hour); // When the text is asked for.
  const otherTexts = [{ at: plusMs(over, -hour), isReminder: false, isSettled: true }];

  it("counts those about their other visits", () => {
    expect(after("completed", "review", { ...all, otherTexts })).toBe(
      "deferred too_soon_after_previous",
    );
    const longAgo = [{ at: plusMs(over, -4 * hour), isReminder: false, isSettled: true }];
    expect(after("completed", "review", { ...all, otherTexts: longAgo })).toBe("intended");
  });
});

describe("a text to the customer of which nobody knows yet whether it goes", () => {
  const over = plusMs(visit, 3 * hour);
  const text = (agoMs: number, isSettled: boolean) => ({
    at: plusMs(over, -agoMs),
    isReminder: true,
    isSettled,
  });
  const twoADay = rules({ caps: [{ name: "daily_cap", counts: "texts", most: 2, days: 1 }] });
  const ask = (...otherTexts: readonly ReturnType<typeof text>[]) =>
    after("completed", "review", { ...all, otherTexts }, twoADay);

  it("is named as itself, and not as a text that the customer has had", () => {
    expect(ask(text(0, false))).toBe("deferred another_under_way");
    expect(ask(text(5 * hour, true), text(1_000, false))).toBe("deferred another_under_way");
  });

  it("is no reason where those that have gone are one", () => {
    expect(ask(text(5 * hour, true), text(6 * hour, true), text(0, false))).toBe(
      "deferred daily_cap",
    );
    expect(ask(text(hour, true), text(0, false))).toBe("deferred too_soon_after_previous");
  });

  it("is no reason where it would not be in the way if it went", () => {
    expect(ask(text(5 * hour, false))).toBe("intended");
  });
});

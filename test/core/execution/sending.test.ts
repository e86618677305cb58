import { describe, expect, it } from "vitest";
import type { Booking } from "#core/appointment/events";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { Recipient } from "#core/execution/commands";
import { erasedText } from "#core/kernel/personal";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { basisOf } from "#core/policy/basis";
import type { CapName } from "#core/policy/sending-rules";
import type { SaidAlready, SkipReason } from "#core/policy/send-question";
import { booking, clinic, hour, journey, minute, monday, visit } from "#test/support/bookings";
import {
  accepted,
  begin,
  bookedWith,
  cancel,
  given,
  goOnIn,
  moveTo,
  nextDay,
  sendNow,
  settle,
  type StreamStory,
  textOf,
  unavailable,
  wake,
  wakeOf,
} from "#test/support/journey-stage";

/** A text ten minutes after the booking: Monday morning in New York, where nobody sleeps. */
const textIn = (wait: string, rest = "stale: 14h", purpose = "reminder") =>
  journey(
    "one-text",
    `on: appointment.booked
steps:
  - { id: pause, wait: ${wait} }
  - { id: hello, uses: text.send, with: { template: hello, purpose: ${purpose} }, ${rest} }
`,
  );
const bookedAs = (wait: string, other: Partial<Booking> = {}, rest?: string): StreamStory =>
  given([textIn(wait, rest)]).when({ kind: "book", booking: booking("A", other) }, morning);

const morning = at("2026-03-02T14:00:00Z");
const moment = plusMs(morning, 10 * minute);

const phaseOf = (story: StreamStory) => textOf(story, "hello").phase;
const beginIn = (story: StreamStory, now: Instant, recipient = {}) =>
  story.when(begin(textOf(story, "hello").execution, 1, recipient), now);

const byEmail: Partial<Booking> = {
  reach: "by_email",
  contact: { name: "Mary Ito", email: "mary@example.com", phone: null },
};
const asked = bookedAs("10m").when(wake, moment);

describe("a text that may go", () => {
  it("is intended before it is sent, word for word, under the token of who sends it", () => {
    const { execution } = textOf(asked, "hello");
    const told = asked.when(begin(execution, 7), moment);
    told.thenEvents([
      {
        type: "execution.intended",
        execution,
        attempt: 1,
        token: 7,
        customer: booking("A").customer,
        to: "+14045551234",
        body: 'The text "hello"',
        segments: 1,
        usefulUntil: plusMs(moment, 14 * hour),
        basis: basisOf("2026a", { hours: true, areaCodes: true }),
      },
    ]);
  });

  it("is of use until the visit at the latest, and for a minute at the least", () => {
    const until = (story: StreamStory, now: Instant) =>
      beginIn(story, now).events.flatMap((event) =>
        event.type === "execution.intended" ? [event.usefulUntil] : [],
      );
    const close = plusMs(visit, -30_000);
    const short = bookedAs("10m", { start: plusMs(morning, 3 * hour) }).when(wake, moment);
    expect(until(short, moment)).toEqual([plusMs(morning, 3 * hour)]);
    const last = journey(
      "one-text",
      `on: appointment.booked
steps:
  - { id: pause, wait: appointment.start - duration("1m") }
  - { id: hello, uses: text.send, with: { template: hello, purpose: reminder } }
`,
    );
    const late = bookedWith(last).when(wake, close);
    expect(until(late, close)).toEqual([plusMs(close, minute)]);
  });

  it.each([
    ["the pack has no such text any more", "gone", "template_missing"],
    ["the text would have no end", "endless", "text_too_long"],
    ["the text would not say who writes", "nameless", "clinic_missing"],
  ])("fails where %s, and a person is told", (_story, template, why) => {
    const odd = journey(
      "one-text",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: ${template}, purpose: reminder, reply: true } }]`,
    );
    const told = beginIn(bookedWith(odd), monday);
    expect(told.events.slice(0, 2)).toMatchObject([
      { type: "execution.failed", why },
      { type: "task.opened", kind: "text-failed" },
    ]);
  });
});

describe("a text with a condition that has waited", () => {
  const night = at("2026-03-04T02:00:00Z"); // Nine in the evening in New York.
  const nine = at("2026-03-04T14:00:00Z");
  const urging = (condition: string): StreamStory => {
    const definition = journey(
      "urging",
      `on: appointment.booked
steps:
  - { id: pause, wait: 36h }
  - { id: hello, if: '${condition}', uses: text.send, with: { template: hello, purpose: reminder } }
  - { id: look, uses: person.ask, with: { kind: look, priority: low } }
`,
    );
    const due = given([definition]).when({ kind: "book", booking: booking("A") }, morning);
    return beginIn(due.when(wake, night), night);
  };
  const confirmed = (condition: string): StreamStory =>
    urging(condition)
      .when({ kind: "confirm", by: "customer" }, plusMs(night, hour))
      .when(wake, nine);

  it("stays away where the condition does not hold any more: nobody is urged who has confirmed", () => {
    const told = beginIn(confirmed('appointment.status == "booked"'), nine);
    expect(phaseOf(told)).toEqual({ status: "suppressed", why: "condition_false" });
    told.thenHappened(
      "execution.suppressed",
      "run.step_done",
      "task.opened",
      "run.step_done",
      "run.finished",
      "wake.planned",
    );
  });

  it.each([
    ["it still holds", 'appointment.status in ["booked", "confirmed"]'],
    ["what came before it is asked", 'steps["pause"].outcome == "reached"'],
    ["it says nothing about now", 'now < timestamp("2026-03-05T00:00:00Z")'],
  ])("goes where %s", (_story, condition) => {
    expect(phaseOf(beginIn(confirmed(condition), nine))).toMatchObject({ status: "intended" });
  });
});

const soon = goOnIn([textIn("10m")]);

const allowed = { marketing: "granted" };
const emailed = (purpose: string): StreamStory => {
  const text = [textIn("10m", "stale: 14h", purpose)];
  const booked = given(text).when({ kind: "book", booking: booking("A", byEmail) }, morning);
  const settings = { ...clinic, channels: { email: true } };
  return goOnIn(text)(booked.when(wake, moment), { settings });
};

/** The text is due on the day of the visit, an hour before it. */
const eveOf = (start: Instant): StreamStory =>
  given([textIn('appointment.start - duration("1h")')])
    .when({ kind: "book", booking: booking("A", { start }) }, morning)
    .when(wake, plusMs(start, -hour));

/** So many reminders went to the customer today, about other appointments. */
const got = (count: number): Partial<Recipient> => ({
  otherTexts: Array.from({ length: count }, () => ({
    at: plusMs(visit, -2 * hour),
    isReminder: true,
    isSettled: true,
  })),
});

const capsOf = (name: CapName): Partial<AppointmentFacts> => {
  const limits = {
    daily_cap: { counts: "texts", most: 3, days: 1 },
    reminder_daily_cap: { counts: "reminders", most: 1, days: 1 },
    reminder_weekly_cap: { counts: "reminders", most: 3, days: 7 },
  } as const;
  return { sending: { impliedByBooking: ["reminder"], caps: [{ name, ...limits[name] }] } };
};

const beginWith = (more: object): StreamStory =>
  asked.when({ ...begin(textOf(asked, "hello").execution), ...more }, moment);

describe("a text that may not go", () => {
  const skips: Readonly<Record<Exclude<SkipReason, SaidAlready>, () => StreamStory>> = {
    appointment_changed: () => beginIn(asked.when(moveTo("B", nextDay), moment), moment),
    appointment_ended: () => beginIn(asked.when(cancel, moment), moment),
    visit_begun: () => beginIn(asked, visit),
    customer_erased: () => beginIn(asked, moment, { erased: true }),
    no_phone: () => beginIn(bookedAs("10m", { reach: "no_phone" }).when(wake, moment), moment),
    phone_unusable: () =>
      beginIn(bookedAs("10m", { reach: "phone_unusable" }).when(wake, moment), moment),
    opted_out: () => beginIn(asked, moment, { optedOut: true }),
    address_unreachable: () => beginIn(emailed("reminder"), moment, { unreachable: true }),
    offer_by_email: () => beginIn(emailed("marketing"), moment, { consents: allowed }),
    whatsapp_window_closed: () =>
      beginIn(soon(asked, { settings: { ...clinic, channels: { whatsapp: "always" } } }), moment),
    number_unreachable: () => beginIn(asked, moment, { unreachable: true }),
    stale: () =>
      beginIn(bookedAs("10m", {}, "stale: 1h").when(wake, moment), plusMs(moment, 2 * hour)),
    quiet_hours: () => {
      const early = at("2026-03-03T13:30:00Z"); // Half past eight in the morning, the visit at nine.
      const told = bookedAs("23h", { start: at("2026-03-03T14:00:00Z") });
      return beginIn(told.when(wake, plusMs(morning, 23 * hour)), early);
    },
    tenant_on_hold: () =>
      beginIn(soon(asked, { settings: { ...clinic, onHold: true } }), plusMs(visit, -hour)),
    no_consent: () => beginIn(asked, moment, { consents: { reminder: "withdrawn" } }),
    daily_cap: () => beginIn(soon(eveOf(visit), capsOf("daily_cap")), plusMs(visit, -hour), got(3)),
    reminder_daily_cap: () =>
      beginIn(soon(eveOf(visit), capsOf("reminder_daily_cap")), plusMs(visit, -hour), got(1)),
    reminder_weekly_cap: () =>
      beginIn(soon(eveOf(visit), capsOf("reminder_weekly_cap")), plusMs(visit, -hour), got(3)),
    pacing: () => beginWith({ slot: visit }),
    provider_down: () => beginWith({ outage: { until: visit, isProbed: false } }),
    another_under_way: () => {
      const justNow = { at: plusMs(visit, -minute), isReminder: true, isSettled: false };
      return beginIn(eveOf(visit), plusMs(visit, -minute), { otherTexts: [justNow] });
    },
    too_soon_after_previous: () =>
      beginIn(twoTexts({ start: plusMs(moment, 4 * hour) }), plusMs(morning, 4 * hour)),
  };

  it.each(Object.keys(skips) as readonly (keyof typeof skips)[])("says %s", (why) => {
    const told = skips[why]();
    expect(told.events[0]).toMatchObject({ type: "execution.suppressed", why });
    expect(phaseOf(told)).toEqual({ status: "suppressed", why });
  });

  it("because the phone itself has been erased with its customer", () => {
    const contact = { name: erasedText, email: erasedText, phone: erasedText };
    const told = beginIn(bookedAs("10m", { contact }).when(wake, moment), moment);
    expect(phaseOf(told)).toMatchObject({ why: "customer_erased" });
  });

  it("names the first of several reasons: what became of the visit before what the customer wishes", () => {
    const moved = asked.when(moveTo("B", nextDay), moment);
    const { execution } = textOf(asked, "hello");
    const told = moved.when(begin(execution, 1, { optedOut: true, erased: true }), nextDay);
    expect(told.events[0]).toMatchObject({ why: "appointment_changed" });
    expect(phaseOf(beginIn(asked, visit, { optedOut: true }))).toMatchObject({
      why: "visit_begun",
    });
    expect(phaseOf(beginIn(asked, at("2026-03-06T06:00:00Z"), { optedOut: true }))).toMatchObject({
      why: "opted_out",
    });
  });
});

/** A first text that went ten minutes after the booking, a second that is due hours later. */
const twoTexts = (other: Partial<Booking> = {}): StreamStory => {
  const first = journey(
    "first",
    `on: appointment.booked
steps: [{ id: first, uses: text.send, with: { template: hello, purpose: reminder } }]`,
  );
  const wish = { kind: "book", booking: booking("A", other) } as const;
  const told = given([first, textIn("4h")]).when(wish, morning);
  return sendNow(told, "first", moment).when(wake, plusMs(morning, 4 * hour));
};

describe("the gap between two texts", () => {
  const gapOver = plusMs(moment, 4 * hour);

  it("counts from when the last one went, to the minute", () => {
    const told = twoTexts();
    expect(phaseOf(beginIn(told, plusMs(gapOver, -1)))).toMatchObject({
      status: "deferred",
      until: gapOver,
      why: "too_soon_after_previous",
    });
    expect(phaseOf(beginIn(told, gapOver))).toMatchObject({ status: "intended" });
  });

  it("puts a reminder off, and loses none; it goes once the gap is over", () => {
    const deferred = beginIn(twoTexts(), plusMs(morning, 4 * hour));
    expect(wakeOf(deferred)).toBe(gapOver);
    const woken = deferred.when(wake, gapOver);
    expect(woken.events[0]).toMatchObject({ type: "execution.due", why: "deferral_over" });
    expect(phaseOf(beginIn(woken, gapOver))).toMatchObject({ status: "intended" });
  });

  it("leaves out what could not go before the visit any more", () => {
    const phaseBefore = (start: Instant) =>
      phaseOf(beginIn(twoTexts({ start }), plusMs(morning, 4 * hour)));
    expect(phaseBefore(gapOver)).toEqual({ status: "suppressed", why: "too_soon_after_previous" });
    expect(phaseBefore(plusMs(gapOver, 1))).toMatchObject({ status: "deferred" });
  });

  it("counts also from a text of which nobody knows yet whether it went", () => {
    const both = journey(
      "both",
      `on: appointment.booked
steps:
  - { id: first, uses: text.send, with: { template: hello, purpose: reminder } }
  - { id: hello, needs: [], uses: text.send, with: { template: hello, purpose: reminder } }
`,
    );
    const told = given([both]).when({ kind: "book", booking: booking("A") }, morning);
    const flying = told.when(begin(textOf(told, "first").execution), morning);
    expect(phaseOf(beginIn(flying, morning))).toEqual({
      status: "deferred",
      until: plusMs(morning, minute),
      why: "another_under_way",
    });
    const later = plusMs(morning, 20 * minute); // It is asked seldomer the longer nobody knows.
    expect(phaseOf(beginIn(flying, later))).toMatchObject({ until: plusMs(later, 5 * minute) });
  });

  it("does not hold back an answer to what the customer has just done", () => {
    const reply = journey(
      "reply",
      `on: appointment.confirmed
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
    );
    const first = journey(
      "first",
      `on: appointment.booked
steps: [{ id: first, uses: text.send, with: { template: hello, purpose: reminder } }]`,
    );
    const told = given([first, reply]).when({ kind: "book", booking: booking("A") }, morning);
    const confirmed = sendNow(told, "first", morning).when(
      { kind: "confirm", by: "customer" },
      moment,
    );
    expect(phaseOf(beginIn(confirmed, moment))).toMatchObject({ status: "intended" });
  });
});

describe("quiet hours", () => {
  const night = at("2026-03-04T02:00:00Z"); // Nine in the evening in New York.
  const nine = at("2026-03-04T14:00:00Z");
  const due = bookedAs("36h", {}, "stale: 1h").when(wake, night);

  it("put a text off to their end, and what it is due and stale moves along", () => {
    const deferred = beginIn(due, night);
    deferred.thenHappened("execution.deferred", "wake.planned");
    expect(deferred.events[0]).toMatchObject({ until: nine, why: "quiet_hours" });
    expect(wakeOf(deferred)).toBe(nine);
    expect(textOf(deferred, "hello")).toMatchObject({ dueAt: nine, staleAt: plusMs(nine, hour) });

    const woken = deferred.when(wake, nine);
    expect(woken.events[0]).toMatchObject({ type: "execution.due", why: "deferral_over" });
    expect(phaseOf(beginIn(woken, nine))).toMatchObject({ status: "intended" });
    expect(phaseOf(beginIn(woken, plusMs(nine, hour)))).toMatchObject({ status: "intended" });
    expect(phaseOf(beginIn(woken, plusMs(nine, hour + 1)))).toMatchObject({ why: "stale" });
  });

  it("do not concern an answer while it is fresh", () => {
    const reply = journey(
      "reply",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
    );
    const wish = { kind: "book", booking: booking("A", { madeAt: night }) } as const;
    const told = given([reply]).when(wish, night);
    const after = (ms: number) => phaseOf(beginIn(told, plusMs(night, ms))).status;
    expect(after(15 * minute)).toBe("intended");
    expect(after(15 * minute + 1)).toBe("deferred");
  });
});

describe("beginning", () => {
  const { execution } = textOf(asked, "hello");

  it("is done once: a second worker finds nothing to begin", () => {
    const begun = asked.when(begin(execution, 1), moment);
    begun.when(begin(execution, 2), moment).thenNothingHappened();
    begun
      .when(settle(execution, accepted()), moment)
      .when(begin(execution, 3), moment)
      .thenNothingHappened();
  });

  it("is refused to a worker whose lease is long over, also between two tries", () => {
    const again = asked
      .when(begin(execution, 5), moment)
      .when(settle(execution, unavailable, 5), moment)
      .when(wake, plusMs(moment, hour));
    again
      .when(begin(execution, 4), plusMs(moment, hour))
      .thenRefuses("stale_token", { token: 4, newest: 5 });
    again.when(begin(execution, 5), plusMs(moment, hour)).thenRefuses("stale_token"); // One lease, one begin.
    again.when(begin(execution, 6), plusMs(moment, hour)).thenHappened("execution.intended");
  });

  it("of a text that nobody has asked for is refused", () => {
    const unknown = `${execution.slice(0, -1)}x` as typeof execution;
    asked.when(begin(unknown), moment).thenRefuses("execution_unknown", { execution: unknown });
  });
});

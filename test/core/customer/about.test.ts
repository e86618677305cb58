import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { TextedVisit } from "#core/customer/about";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import { at, type Instant, plusMs, type Zone } from "#core/kernel/time";
import { reference } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const now = at("2026-03-02T15:00:00Z"); // A Monday.
const [wednesday, friday, april] = [
  at("2026-03-04T15:00:00Z"),
  at("2026-03-06T15:00:00Z"),
  at("2026-04-07T15:00:00Z"),
];
const [a, b] = [appointmentIdOf(reference("A")), appointmentIdOf(reference("B"))];
const day = 24 * 3_600_000;
const ago = (days: number): Instant => plusMs(now, -days * day);
const zone = "America/New_York" as Zone;

const noted = (
  appointment: typeof a,
  start: Instant,
  status: "booked" | "confirmed" | "completed" | "cancelled" = "booked",
  asOf = 1,
): CustomerEvent => ({ type: "customer.appointment_noted", appointment, start, status, asOf });
const texted = (
  appointment: typeof a,
  lastTextAt: Instant | null,
  isAfterVisit = false,
  spokenOf: Instant | null = null,
): TextedVisit => ({ appointment, zone, lastTextAt, isAfterVisit, spokenOf });
const text = (body: string): CustomerWish => ({
  kind: "receive_text",
  sid: "SM1",
  body,
  optOutType: null,
});

/** What comes of a text, with what had gone to the customer before. */
const answer = (
  events: readonly CustomerEvent[],
  gone: readonly TextedVisit[],
  body = "C",
): readonly object[] =>
  specification(customerDecider, { texted: gone })
    .given(...events)
    .when(text(body), now)
    .events.flatMap((event): object[] =>
      event.type === "customer.text_settled" ? [event.outcome] : [],
    );
const confirms = (appointment: typeof a) => [{ kind: "acted", action: "confirm", appointment }];
const person = (why: string) => [{ kind: "handed_to_person", why }];

describe("an answer", () => {
  it("is about the visit that the last text spoke of, also where another comes first", () => {
    const two = [noted(a, wednesday), noted(b, april)];
    expect(answer(two, [texted(a, ago(3)), texted(b, ago(1))])).toEqual(confirms(b));
    expect(answer(two, [texted(a, ago(1)), texted(b, ago(3))])).toEqual(confirms(a));
    expect(answer(two, [texted(a, null), texted(b, ago(30))])).toEqual(confirms(b));
  });

  it("of thanks, behind a confirmation, confirms no other visit", () => {
    const two = [noted(a, wednesday, "confirmed"), noted(b, april)];
    const gone = [texted(a, ago(0.1)), texted(b, ago(3))];
    expect(answer(two, gone, "thanks, see you then 👍")).toEqual(confirms(a));
    expect(answer(two, gone)).toEqual(confirms(a)); // The reminder asks also those who have confirmed.
  });

  it("is about the only visit ahead where nothing has been asked, and of several about none", () => {
    expect(answer([noted(a, april)], [])).toEqual(confirms(a));
    expect(answer([noted(a, april)], [texted(a, null)])).toEqual(confirms(a));
    const two = [noted(a, wednesday), noted(b, april)];
    expect(answer(two, [])).toEqual(person("several_visits"));
  });

  it("to the question of what a visit was like confirms nothing, and that visit is told", () => {
    const behind = [noted(a, ago(1), "completed"), noted(b, april)];
    const gone = [texted(a, ago(0.5), true), texted(b, ago(9))];
    expect(answer(behind, gone, "👍")).toEqual(person("about_last_visit"));
    const story = specification(customerDecider, { texted: gone }).given(...behind);
    expect(story.when(text("👍"), now).events[0]).toMatchObject({ after: a });
  });

  it("is about the next visit again when that question is days old", () => {
    const behind = [noted(a, ago(7), "completed"), noted(b, april)];
    const gone = [texted(a, ago(4.1), true), texted(b, ago(9))];
    expect(answer(behind, gone)).toEqual(confirms(b));
  });

  it("to a reminder whose visit has begun, or is cancelled, confirms no other", () => {
    const begun = [noted(a, ago(0.01)), noted(b, april)];
    const gone = [texted(a, ago(1)), texted(b, ago(9))];
    expect(answer(begun, gone)).toEqual(person("about_last_visit"));
    const cancelled = [noted(a, wednesday, "cancelled"), noted(b, april)];
    expect(answer(cancelled, gone)).toEqual(person("several_visits"));
  });

  it("to a text that spoke of another time confirms nothing: the visit has moved since", () => {
    const moved = [noted(a, friday)];
    const old = [texted(a, ago(1), false, wednesday)];
    expect(answer(moved, old)).toEqual(person("moved_since"));
    expect(answer(moved, old, "See you Friday")).toEqual(confirms(a));
    expect(answer(moved, [texted(a, ago(1), false, friday)])).toEqual(confirms(a));
  });

  it("that names a day confirms a visit on that day and on no other", () => {
    const one = [noted(a, friday)];
    const gone = [texted(a, ago(1))];
    for (const body of ["See you Friday", "yes, this week", "Nos vemos el viernes"])
      expect(answer(one, gone, body)).toEqual(confirms(a));
    for (const body of ["ok tomorrow", "yes on monday", "Yes, next week"])
      expect(answer(one, gone, body)).toEqual(person("another_day"));
  });

  it("that names a time of day confirms a visit at that time and at no other", () => {
    const one = [noted(a, friday)]; // At ten in the morning there.
    const gone = [texted(a, ago(1))];
    for (const body of ["See you at 10", "ahí estaré a las 10", "I'll be there 10 minutes early"])
      expect(answer(one, gone, body)).toEqual(confirms(a));
    for (const body of ["See you at 3pm", "nos vemos a las 3", "See you Friday afternoon"])
      expect(answer(one, gone, body)).toEqual(person("another_time"));
    expect(answer(one, [], "See you at 10")).toEqual(person("another_time")); // In which zone?
  });

  it("laid as a mark on a text counts for the day and the time that the text names", () => {
    const two = [noted(a, wednesday), noted(b, april)];
    const gone = [texted(a, ago(1)), texted(b, ago(3))];
    const liked = (words: string) => `Liked “Clinic: see you on ${words}. Reply C to confirm.”`;
    expect(answer(two, gone, liked("Wed, Mar 4 at 10:00"))).toEqual(confirms(a));
    expect(answer(two, gone, liked("Tue, Apr 7 at 11:00"))).toEqual(person("another_day"));
    expect(answer(two, gone, liked("Wed, Mar 4 at 3:00 PM"))).toEqual(person("another_time"));
  });

  it("that wants another time speaks of the visit that was asked about, and of none where nobody knows", () => {
    const two = [noted(a, wednesday), noted(b, april)];
    const task = (gone: readonly TextedVisit[]) =>
      specification(customerDecider, { texted: gone })
        .given(...two)
        .when(text("I need another time"), now)
        .events.at(-1);
    expect(task([texted(b, ago(1))])).toMatchObject({ subject: { appointment: b } });
    expect(task([])).toMatchObject({ kind: "wants-to-reschedule", subject: { appointment: null } });
  });
});

describe("an answer that waits for a model", () => {
  const settle: CustomerWish = {
    kind: "settle_text",
    sid: "SM1",
    classification: {
      intent: "confirm",
      stage: "model",
      confidence: 0.9,
      model: "m",
      promptHash: null,
      why: "answered",
    },
  };
  const outcome = (gone: readonly TextedVisit[]) =>
    specification(customerDecider, { hasModel: true, texted: gone })
      .given(noted(a, wednesday), noted(b, april))
      .when(text("the boat leaves with me then"), now)
      .when(settle, plusMs(now, 5_000))
      .events.at(1);

  it("is about what it was about when it came", () => {
    expect(outcome([texted(b, ago(1))])).toMatchObject({ outcome: { appointment: b } });
    expect(outcome([])).toMatchObject({ outcome: { why: "several_visits" } });
  });
});

describe("somebody who was erased and has come back", () => {
  const erased: CustomerEvent = { type: "customer.erased" };

  it("answers about the visit that they booked since", () => {
    const events = [noted(a, wednesday), erased, noted(b, april)];
    expect(answer(events, [texted(a, ago(1)), texted(b, ago(2))])).toEqual(confirms(b));
    expect(answer(events, [])).toEqual(confirms(b));
  });

  it("has no visit ahead because of an older one, whatever is told of that later", () => {
    const events = [noted(a, wednesday), erased, noted(a, wednesday, "confirmed", 2)];
    expect(answer(events, [texted(a, ago(1))])).toEqual(person("nothing_to_confirm"));
  });

  it("answers about an older one, too, when they have moved it since", () => {
    const events = [noted(a, wednesday), erased, noted(a, friday, "booked", 2)];
    expect(answer(events, [texted(a, ago(1))])).toEqual(confirms(a));
  });
});

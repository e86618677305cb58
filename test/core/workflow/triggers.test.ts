import { describe, expect, it } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import { booking, hour, journey, minute, monday, visit } from "#test/support/bookings";
import {
  begin,
  book,
  bookedWith,
  cancel,
  confirm,
  given,
  goOn,
  moveTo,
  nextDay,
  runOf,
  runsOf,
  type StreamStory,
  textOf,
  wake,
  wakeOf,
} from "#test/support/journey-stage";

const textStep = "uses: text.send, with: { template: reminder, purpose: reminder }, stale: 12h";
const pause = "steps: [{ id: pause, wait: 1h }]";

/** What the last wish did about runs: `slug` where one began, `slug: why` where it did not. */
const startsIn = ({ events }: StreamStory): readonly string[] =>
  events.flatMap((event) => {
    if (event.type === "run.started") return [event.slug];
    return event.type === "run.skipped" ? [`${event.slug}: ${event.why}`] : [];
  });

describe("an event", () => {
  it("starts a run in the commit that it happens in, and says what started it", () => {
    const definition = journey("greet", `on: appointment.booked\n${pause}`);
    const told = bookedWith(definition);
    expect(told.events[1]).toMatchObject({
      type: "run.started",
      slug: "greet",
      trigger: "appointment.booked",
      definition: { version: 1, hash: definition.hash },
    });
  });

  it("starts the more urgent first, then by name", () => {
    const told = given([
      journey("late", `priority: 5\non: appointment.booked\n${pause}`),
      journey("apple", `on: appointment.booked\n${pause}`),
      journey("berry", `on: appointment.booked\n${pause}`),
    ]).when(book, monday);
    expect(startsIn(told)).toEqual(["late", "apple", "berry"]);
    const waits = told.events.flatMap((event) =>
      event.type === "run.step_waiting" ? [told.state.journeys.runs[event.run]?.slug] : [],
    );
    expect(waits).toEqual(["late", "apple", "berry"]);
  });

  it("starts nothing where the condition does not hold, or has no value; each is named", () => {
    const told = bookedWith(
      journey("a", `on: appointment.booked\nif: appointment.plan > 1\n${pause}`),
      journey("b", `on: appointment.booked\nif: 1 / (appointment.plan - 1) == 1\n${pause}`),
    );
    expect(startsIn(told)).toEqual(["a: condition_false", "b: expression_failed"]);
    expect(runsOf(told)).toEqual([]);
  });

  it("starts a definition once in a commit, also where two events of it would", () => {
    const definition = journey(
      "moved",
      `on: [appointment.rescheduled, appointment.booked]\n${pause}`,
    );
    const moved = bookedWith(definition).when(moveTo("B", nextDay), plusMs(monday, hour));
    expect(startsIn(moved)).toEqual(["moved"]);
    expect(runsOf(moved)).toHaveLength(2);
  });

  it("starts nothing that a later event of the same commit ends at once", () => {
    const told = given([
      journey("greet", `on: appointment.booked\nuntil: appointment.cancelled\n${pause}`),
    ]).when(cancel, monday);
    expect(startsIn(told)).toEqual(["greet: appointment.cancelled"]);
  });

  it("tells a run also what comes after its start in the same commit", () => {
    const told = bookedWith(
      journey(
        "watch",
        "on: appointment.rescheduled\nsteps: [{ id: pause, wait: 1h }, { id: new-time, await: appointment.booked, timeout: 1h }]",
      ),
    ).when(moveTo("B", nextDay), monday);
    expect(runOf(told).seen).toEqual(["appointment.rescheduled", "appointment.booked"]);
    const heard = told.when(wake, plusMs(monday, hour));
    expect(heard.events).toContainEqual(
      expect.objectContaining({ step: "new-time", outcome: "received" }),
    );
  });
});

describe("a time", () => {
  const early = journey("early", `on: { time: 'appointment.start - duration("72h")' }\n${pause}`);
  const dueAt = plusMs(visit, -72 * hour);

  it("starts a run when it comes, and the stream asks to be woken for it", () => {
    const told = bookedWith(early);
    expect(startsIn(told)).toEqual([]);
    expect(wakeOf(told)).toBe(dueAt);
    told.when(wake, plusMs(dueAt, -1)).thenNothingHappened();
    const woken = told.when(wake, dueAt);
    expect(woken.events[0]).toMatchObject({ type: "run.started", trigger: "time" });
    woken.when(wake, dueAt).thenNothingHappened();
  });

  it("that is over already when somebody books is skipped by name, once", () => {
    const told = given([early]).when(book, plusMs(visit, -71 * hour));
    expect(startsIn(told)).toEqual(["early: already_past"]);
    told.when(wake, plusMs(visit, -70 * hour)).thenNothingHappened();
  });

  it("without a value is skipped by name", () => {
    const broken = journey(
      "broken",
      `on: { time: 'daysBefore(appointment.start, 1, appointment.confirmed_by)' }\n${pause}`,
    );
    const told = bookedWith(broken);
    expect(startsIn(told)).toEqual(["broken: expression_failed"]);
    told.when(wake, plusMs(monday, hour)).thenNothingHappened();
  });

  it("counts again for each time that was agreed, also within the same millisecond", () => {
    const atOnce = journey("at-once", `on: { time: appointment.booked_at }\n${pause}`);
    const told = bookedWith(atOnce).when(moveTo("B", nextDay), monday);
    expect(startsIn(told)).toEqual(["at-once"]);
    expect(runsOf(told)).toHaveLength(2);
  });

  it("after the visit comes although the visit is completed by then", () => {
    const after = journey("after", `on: { time: 'appointment.end + duration("24h")' }\n${pause}`);
    const { end } = booking("A");
    const over = bookedWith(after)
      .when(wake, visit)
      .when(wake, plusMs(end, 2 * hour));
    expect(over.state.domain.status).toBe("completed");
    expect(wakeOf(over)).toBe(plusMs(end, 24 * hour));
    expect(startsIn(over.when(wake, plusMs(end, 24 * hour)))).toEqual(["after"]);
  });

  it("that was slept through is late, and so are its texts: what is stale by then stays away", () => {
    const told = bookedWith(
      journey(
        "early",
        `on: { time: 'appointment.start - duration("72h")' }\nsteps: [{ id: which, choose: [{ then: text }] }, { id: text, needs: which, ${textStep} }]`,
      ),
    ).when(wake, plusMs(dueAt, 30 * hour));
    expect(textOf(told, "text")).toMatchObject({ dueAt, staleAt: plusMs(dueAt, 12 * hour) });
    const tried = told.when(begin(textOf(told, "text").execution), plusMs(dueAt, 30 * hour));
    expect(textOf(tried, "text").phase).toMatchObject({ status: "suppressed", why: "stale" });
  });

  it("of a cancelled appointment starts nothing", () => {
    const told = bookedWith(early).when(cancel, monday);
    expect(wakeOf(told)).toBeNull();
    told.when(wake, dueAt).thenNothingHappened();
  });
});

describe("a cron", () => {
  const morning = journey("morning", `on: { cron: 30 8 * * * }\n${pause}`);

  it("starts a run at each occurrence on the appointment's own clock", () => {
    const told = bookedWith(morning);
    expect(wakeOf(told)).toBe(at("2026-03-02T13:30:00Z")); // Half past eight in New York.
    const first = told.when(wake, at("2026-03-02T13:30:00Z"));
    expect(startsIn(first)).toEqual(["morning"]);
    const over = first.when(wake, at("2026-03-02T14:30:00Z"));
    expect(wakeOf(over)).toBe(at("2026-03-03T13:30:00Z"));
  });

  it("starts one run for all the occurrences that were slept through", () => {
    const told = bookedWith(morning).when(wake, at("2026-03-05T20:00:00Z"));
    expect(startsIn(told)).toEqual(["morning"]);
    expect(told.state.journeys.wakeAt).toBe(at("2026-03-05T21:00:00Z")); // Its pause.
  });

  it("slept through makes its texts as late as the last occurrence is", () => {
    const texts = journey(
      "morning",
      `on: { cron: 30 8 * * * }\nsteps: [{ id: text, ${textStep} }]`,
    );
    const told = bookedWith(texts).when(wake, at("2026-03-05T20:00:00Z"));
    expect(textOf(told, "text").dueAt).toBe(at("2026-03-05T13:30:00Z"));
    const next = told.when(wake, at("2026-03-06T13:30:00Z"));
    expect(textOf(next, "text").dueAt).toBe(at("2026-03-06T13:30:00Z"));
  });

  it("in another zone goes by that zone, and stops with the appointment", () => {
    const told = bookedWith(
      journey("tokyo", `on: { cron: 30 8 * * *, zone: Asia/Tokyo }\n${pause}`),
    );
    expect(wakeOf(told)).toBe(at("2026-03-02T23:30:00Z"));
    expect(wakeOf(told.when(cancel, monday))).toBeNull();
  });
});

describe("a pattern", () => {
  const often = journey(
    "often",
    `on: { pattern: { event: appointment.rescheduled, times: 2, within: 2h } }\n${pause}`,
  );
  const move = (story: StreamStory, ref: string, from: string, afterMs: number): StreamStory =>
    story.when(moveTo(ref, nextDay, from), plusMs(monday, afterMs));

  it("starts a run when so much has happened within the time, and counts anew after that", () => {
    const first = move(bookedWith(often), "B", "A", minute);
    expect(startsIn(first)).toEqual([]);
    const second = move(first, "C", "B", 60 * minute);
    expect(second.events.find(({ type }) => type === "run.started")).toMatchObject({
      trigger: "pattern",
    });
    const third = move(second, "D", "C", 61 * minute);
    expect(startsIn(third)).toEqual([]);
    expect(startsIn(move(third, "E", "D", 62 * minute))).toEqual(["often"]);
  });

  it("forgets what is older than its time", () => {
    const first = move(bookedWith(often), "B", "A", minute);
    expect(startsIn(move(first, "C", "B", 2 * hour + 2 * minute))).toEqual([]);
  });

  it("may count every event of a family", () => {
    const busy = journey(
      "busy",
      `on: { pattern: { event: appointment.*, times: 2, within: 1h } }\n${pause}`,
    );
    expect(startsIn(bookedWith(busy).when(confirm, plusMs(monday, minute)))).toEqual(["busy"]);
  });
});

describe("a definition that comes into force later", () => {
  it("starts runs of appointments that are there, when something happens to them", () => {
    const told = bookedWith();
    const early = journey("early", `on: { time: 'appointment.start - duration("72h")' }\n${pause}`);
    expect(wakeOf(told)).toBe(visit);
    const next = goOn(told, [early], confirm, monday);
    expect(wakeOf(next)).toBe(plusMs(visit, -72 * hour));
  });
});

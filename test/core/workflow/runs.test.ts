import { describe, expect, it } from "vitest";
import type { AppointmentStreamWish } from "#core/appointment/journeys";
import type { Instant } from "#core/kernel/time";
import { plusMs } from "#core/kernel/time";
import { hour, journey, minute, monday, visit } from "#test/support/bookings";
import {
  begin,
  book,
  bookedWith,
  cancel,
  confirm,
  goOn,
  moveTo,
  nextDay,
  runOf,
  runsOf,
  sendNow,
  settle,
  stepsIn,
  type StreamStory,
  textOf,
  timedOut,
  unavailable,
  wake,
  wakeOf,
} from "#test/support/journey-stage";

const sequence = journey(
  "sequence",
  `on: appointment.booked
until: [appointment.rescheduled, appointment.cancelled, appointment.started, appointment.confirmed]
steps:
  - { id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: before, needs: [], wait: appointment.start - duration("24h") }
  - { id: reminder, uses: text.send, with: { template: reminder, purpose: reminder } }
`,
);
const [reminderAt, soon] = [plusMs(visit, -24 * hour), plusMs(monday, minute)];

const run = (kind: "pause_run" | "resume_run" | "cancel_run", story: StreamStory) => ({
  kind,
  run: runOf(story).id,
});
const phaseOf = (story: StreamStory, step: string) => textOf(story, step).phase;

describe("one booking", () => {
  it("is one commit with its plan, its run, its first text and its wake", () => {
    bookedWith(sequence).thenHappened(
      "appointment.booked",
      "run.started",
      "execution.requested",
      "run.step_waiting",
      "wake.planned",
    );
    expect(wakeOf(bookedWith(sequence))).toBe(plusMs(monday, 15 * minute)); // For its first text.
    expect(wakeOf(sendNow(bookedWith(sequence), "hello", soon))).toBe(reminderAt);
  });

  it("that moves ends the old run and begins the new one in the same commit", () => {
    const moved = bookedWith(sequence).when(moveTo("B", nextDay), soon);
    moved.thenHappened(
      "appointment.rescheduled",
      "run.finished",
      "execution.suppressed",
      "appointment.booked",
      "run.started",
      "execution.requested",
      "run.step_waiting",
      "wake.planned",
    );
    expect(runsOf(moved).map(({ end }) => end)).toEqual([
      { status: "cancelled", why: "appointment.rescheduled" },
      null,
    ]);
    expect(textOf(moved, "hello")).toMatchObject({ plan: 2, phase: { status: "ready" } });
    expect(wakeOf(sendNow(moved, "hello", soon))).toBe(plusMs(nextDay, -24 * hour));
  });

  it("delivered again changes nothing, not even the wake", () =>
    bookedWith(sequence).when(book, soon).thenNothingHappened());
});

describe("until", () => {
  it("ends the run under the event's name, and what it had planned with it", () => {
    const ended = bookedWith(sequence).when(cancel, soon);
    expect(runOf(ended).end).toEqual({ status: "cancelled", why: "appointment.cancelled" });
    expect(phaseOf(ended, "hello")).toEqual({ status: "suppressed", why: "appointment.cancelled" });
    expect(wakeOf(ended)).toBeNull();
    ended.when(wake, reminderAt).thenNothingHappened();
  });

  it("leaves alone what has gone", () => {
    const ended = sendNow(bookedWith(sequence), "hello", soon).when(confirm, soon);
    expect(phaseOf(ended, "hello")).toMatchObject({ status: "sent" });
    expect(runOf(ended).end?.why).toBe("appointment.confirmed");
  });

  it("lets what is on its way land, but not be tried again", () => {
    const begun = bookedWith(sequence);
    const { execution } = textOf(begun, "hello");
    const flying = begun.when(begin(execution), soon).when(confirm, soon);
    expect(phaseOf(flying, "hello")).toMatchObject({ status: "intended" });

    const refused = flying.when(settle(execution, unavailable), soon);
    const due = refused.when(wake, plusMs(soon, hour));
    const last = due.when(begin(execution, 2), plusMs(soon, hour));
    last.thenHappened("execution.suppressed", "wake.planned");
    expect(phaseOf(last, "hello")).toEqual({ status: "suppressed", why: "appointment.confirmed" });
  });

  it("does not let an unknown text of an ended run be sent again", () => {
    const begun = bookedWith(sequence);
    const { execution } = textOf(begun, "hello");
    const absent = { kind: "resolve_execution", execution, found: { kind: "absent" } } as const;
    const later = plusMs(soon, 16 * minute);
    const told = begun
      .when(begin(execution), soon)
      .when(settle(execution, timedOut), soon)
      .when(confirm, soon)
      .when({ ...absent, token: 2 }, later)
      .when(begin(execution, 3), later);
    expect(phaseOf(told, "hello")).toEqual({ status: "suppressed", why: "appointment.confirmed" });
  });
});

describe("an operator", () => {
  const moves: readonly (readonly [string, (story: StreamStory) => StreamStory, string])[] = [
    ["active", (story) => story, "pause_run cancel_run"],
    ["paused", (story) => story.when(run("pause_run", story), soon), "resume_run cancel_run"],
    ["cancelled", (story) => story.when(cancel, soon), ""],
    ["completed", (story) => sendNow(wokenAt(story, reminderAt), "reminder", reminderAt), ""],
  ];

  it.each(moves)("may do what is possible with a run that is %s", (from, lead, supported) => {
    const story = lead(sendNow(bookedWith(sequence), "hello", soon));
    for (const kind of ["pause_run", "resume_run", "cancel_run"] as const) {
      const told = story.when(run(kind, story), reminderAt);
      const details = { run: runOf(story).id, from, wish: kind };
      if (supported.includes(kind)) expect(told.refusal).toBeNull();
      else told.thenRefuses("run_transition_unsupported", details);
    }
  });

  it("cannot do anything with a run that is not there", () => {
    const wish: AppointmentStreamWish = { kind: "pause_run", run: "nobody" as never };
    bookedWith(sequence).when(wish, soon).thenRefuses("run_transition_unsupported", {
      run: "nobody",
      from: "unknown",
      wish: wish.kind,
    });
  });

  it("who cancels a run takes its texts away, under that name", () => {
    const story = bookedWith(sequence);
    const told = story.when(run("cancel_run", story), soon);
    told.thenHappened("run.finished", "execution.suppressed", "wake.planned");
    expect(phaseOf(told, "hello")).toEqual({ status: "suppressed", why: "operator" });
  });
});

const wokenAt = (story: StreamStory, moment: Instant): StreamStory => story.when(wake, moment);

describe("a paused run", () => {
  const story = bookedWith(sequence);
  const paused = story.when(run("pause_run", story), soon);
  const { execution } = textOf(story, "hello");

  it("sends nothing and wakes nobody", () => {
    expect(wakeOf(paused)).toBe(visit); // Only the appointment's own.
    paused.when(begin(execution), soon).thenNothingHappened();
    paused.when(wake, reminderAt).thenNothingHappened();
  });

  it("keeps back what was put off or is to be tried again, until it goes on", () => {
    const retrying = story.when(begin(execution), soon).when(settle(execution, unavailable), soon);
    const later = plusMs(soon, 2 * hour);
    const held = retrying.when(run("pause_run", retrying), soon);
    expect(wakeOf(held)).toBe(visit);
    held.when(wake, later).thenNothingHappened();
    const resumed = held.when(run("resume_run", held), later);
    expect(resumed.events).toContainEqual({ type: "execution.due", execution, why: "retry" });
  });

  it("that goes on has its texts called for again, and catches up with its waits", () => {
    const resumed = paused.when(run("resume_run", paused), plusMs(reminderAt, hour));
    expect(resumed.events).toContainEqual({ type: "execution.due", execution, why: "resumed" });
    expect(stepsIn(resumed)).toEqual(["before: reached", "reminder: text"]);
    expect(textOf(resumed, "reminder").dueAt).toBe(reminderAt);
  });

  it("is ended by until, and what it had planned with it", () => {
    const ended = paused.when(cancel, soon);
    expect(runOf(ended).end).toEqual({ status: "cancelled", why: "appointment.cancelled" });
    expect(phaseOf(ended, "hello")).toEqual({ status: "suppressed", why: "appointment.cancelled" });
  });

  it("notes what happens meanwhile, so that it need not be awaited later", () => {
    const waiting = bookedWith(
      journey(
        "wait",
        "on: appointment.booked\nsteps: [{ id: answer, await: appointment.confirmed, timeout: 4h }]",
      ),
    );
    const told = waiting.when(run("pause_run", waiting), soon).when(confirm, soon);
    const resumed = told.when(run("resume_run", told), soon);
    expect(stepsIn(resumed)).toEqual(["answer: received"]);
  });

  it("still learns what became of a text that was on its way", () => {
    const flying = story.when(begin(execution), soon).when(settle(execution, timedOut), soon);
    const held = flying.when(run("pause_run", flying), soon);
    const woken = held.when(wake, plusMs(soon, minute));
    woken.thenHappened("execution.due", "wake.planned");
  });
});

describe("a run whose definition is gone", () => {
  const story = sendNow(bookedWith(sequence), "hello", soon);
  const blocked = goOn(story, [], wake, reminderAt);

  it("is blocked, once, and a person is told", () => {
    blocked.thenHappened("run.blocked", "task.opened", "wake.planned");
    expect(blocked.events[1]).toMatchObject({ kind: "journey-blocked", priority: "high" });
    expect(wakeOf(blocked)).toBe(visit);
    goOn(blocked, [], wake, plusMs(reminderAt, hour)).thenNothingHappened();
  });

  it("goes on by itself when the definition is back, and the task is closed", () => {
    const back = goOn(blocked, [sequence], wake, plusMs(reminderAt, hour));
    back.thenHappened(
      "run.resumed",
      "task.closed",
      "run.step_done",
      "execution.requested",
      "wake.planned",
    );
    expect(textOf(back, "reminder").dueAt).toBe(reminderAt);
  });

  it("is ended when it is back, if what ends it has happened meanwhile", () => {
    const moved = goOn(blocked, [], moveTo("B", nextDay), reminderAt);
    const back = goOn(moved, [sequence], wake, plusMs(reminderAt, hour));
    expect(runOf(back).end).toEqual({ status: "cancelled", why: "appointment.rescheduled" });
    expect(stepsIn(back)).toEqual([]);
  });

  it("is not ended by the event that had begun it", () => {
    const again = journey(
      "again",
      "on: appointment.rescheduled\nuntil: appointment.rescheduled\nsteps: [{ id: pause, wait: 1h }]",
    );
    const moved = bookedWith(again).when(moveTo("B", nextDay), soon);
    const back = goOn(goOn(moved, [], wake, soon), [again], wake, soon);
    expect(runOf(back).end).toBeNull();

    const twice = goOn(goOn(moved, [], wake, soon), [], moveTo("C", nextDay, "B"), soon);
    expect(runOf(goOn(twice, [again], wake, soon)).end?.why).toBe("appointment.rescheduled");
  });

  it("may be ended by an operator, and not be talked into going on", () => {
    const early = goOn(bookedWith(sequence), [], wake, soon);
    goOn(early, [], run("cancel_run", early), soon).thenHappened(
      "run.finished",
      "execution.suppressed",
      "wake.planned",
    );
    goOn(early, [], run("resume_run", early), soon).thenHappened(
      "run.resumed",
      "execution.due",
      "run.blocked",
      "wake.planned",
    );
  });

  it("goes on by the definition that it began with, although another is in force", () => {
    const newer = journey("sequence", "on: appointment.booked\nsteps: [{ id: other, wait: 1h }]");
    const pinned = bookedWith(sequence);
    expect(stepsIn(goOn(pinned, [newer, sequence], wake, reminderAt))).toEqual([
      "before: reached",
      "reminder: text",
    ]);
  });
});

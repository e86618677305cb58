import { describe, expect, it } from "vitest";
import { msBetween, plusMs } from "#core/kernel/time";
import { hour, journey, minute, monday, visit } from "#test/support/bookings";
import {
  accepted,
  begin,
  book,
  bookedWith,
  confirm,
  given,
  runOf,
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

const text = (id: string, rest = "") =>
  `{ id: ${id}, uses: text.send, with: { template: hello, purpose: reminder }${rest} }`;
const ask = (id: string, rest = "") =>
  `{ id: ${id}, uses: person.ask, with: { kind: call, priority: high, due: 2h }${rest} }`;
const steps = (...all: readonly string[]) =>
  journey("j", `on: appointment.booked\nsteps:\n${all.map((one) => `  - ${one}\n`).join("")}`);

const endOf = (story: StreamStory) => runOf(story).end;

describe("a wait", () => {
  it("for a duration counts from when it begins, and is over at its end", () => {
    const told = bookedWith(steps("{ id: pause, wait: 2h }"));
    const end = plusMs(monday, 2 * hour);
    expect(stepsIn(told)).toEqual([`pause: waits until ${end}`]);
    expect(wakeOf(told)).toBe(end);
    told.when(wake, plusMs(end, -1)).thenNothingHappened();
    told.when(wake, end).thenHappened("run.step_done", "run.finished", "wake.planned");
    expect(endOf(told.when(wake, end))).toEqual({ status: "completed", why: null });
  });

  it("for a moment that is over is skipped by name, and with it what needs it", () => {
    const late = plusMs(visit, -24 * hour);
    const told = given([
      steps('{ id: before, wait: appointment.start - duration("24h") }', text("hello")),
    ]).when(book, late);
    expect(stepsIn(told)).toEqual(["before: already_past", "hello: needs_skipped"]);
    expect(endOf(told)).toEqual({ status: "completed", why: null });
  });

  it("that rang late is done as of its moment: the text is due then, and grows stale from then", () => {
    const definition = steps(
      '{ id: before, wait: appointment.start - duration("24h") }',
      text("hello", ", stale: 3h"),
    );
    const moment = plusMs(visit, -24 * hour);
    const told = bookedWith(definition).when(wake, plusMs(moment, 2 * hour));
    expect(textOf(told, "hello")).toMatchObject({
      dueAt: moment,
      staleAt: plusMs(moment, 3 * hour),
    });
    const { execution } = textOf(told, "hello");
    const tooLate = told.when(begin(execution), plusMs(moment, 3 * hour + 1));
    expect(tooLate.events[0]).toMatchObject({ type: "execution.suppressed", why: "stale" });
  });

  it("that rang late is as late for what comes after choosing and asking", () => {
    const moment = plusMs(visit, -24 * hour);
    const told = bookedWith(
      steps(
        '{ id: before, wait: appointment.start - duration("24h") }',
        ask("call"),
        "{ id: which, choose: [{ then: hello }] }",
        text("hello", ", needs: which"),
      ),
    ).when(wake, plusMs(moment, 2 * hour));
    expect(textOf(told, "hello").dueAt).toBe(moment);
  });

  it.each([
    ["1 / (appointment.plan - 1) == 1 ? appointment.start : appointment.end", "expression_failed"],
    ['duration("900000h")', "expression_failed"],
    ['duration("-2h")', "already_past"],
  ])("for %s is skipped as %s, and never throws", (moment, why) => {
    const told = bookedWith(steps(`{ id: odd, wait: '${moment}' }`));
    expect(stepsIn(told)).toEqual([`odd: ${why}`]);
  });
});

describe("awaiting an event", () => {
  const answer = "{ id: answer, await: appointment.confirmed, timeout: 4h }";
  const end = plusMs(monday, 4 * hour);

  it("ends when it comes", () => {
    const told = bookedWith(steps(answer));
    expect(stepsIn(told)).toEqual([`answer: awaits until ${end}`]);
    expect(stepsIn(told.when(confirm, plusMs(monday, hour)))).toEqual(["answer: received"]);
  });

  it("ends at once when it has come since the run began", () => {
    const told = bookedWith(steps("{ id: pause, wait: 2h }", answer))
      .when(confirm, plusMs(monday, hour))
      .when(wake, plusMs(monday, 2 * hour));
    expect(stepsIn(told)).toEqual(["pause: reached", "answer: received"]);
  });

  it("ends when the time is up", () => {
    const told = bookedWith(steps(answer));
    told.when(wake, plusMs(end, -1)).thenNothingHappened();
    expect(stepsIn(told.when(wake, end))).toEqual(["answer: timed_out"]);
  });

  it("hears an event that comes after the time, if nobody has noticed the time yet", () => {
    const told = bookedWith(steps(answer)).when(confirm, plusMs(end, minute));
    expect(stepsIn(told)).toEqual(["answer: received"]);
  });

  it("that timed out late was due at its time", () => {
    const told = bookedWith(steps(answer, text("hello"))).when(wake, plusMs(end, hour));
    expect(textOf(told, "hello").dueAt).toBe(end);
  });
});

describe("choosing", () => {
  const which = (...options: readonly string[]) => `{ id: which, choose: [${options.join(", ")}] }`;
  const [red, blue] = [ask("red", ", needs: which"), ask("blue", ", needs: which")];

  it("takes the first option that holds, and skips the other branch and all behind it", () => {
    const told = bookedWith(
      steps(
        which("{ when: appointment.plan > 1, then: red }", "{ then: blue }"),
        red,
        ask("behind-red"),
        blue,
      ),
    );
    expect(stepsIn(told)).toEqual([
      "which: blue",
      "red: branch_not_taken",
      "behind-red: needs_skipped",
      "blue: asked",
    ]);
  });

  it("of nothing is skipped by name", () => {
    const told = bookedWith(steps(which("{ when: appointment.plan > 1, then: red }"), red));
    expect(stepsIn(told)).toEqual(["which: condition_false", "red: needs_skipped"]);
  });

  it("by a condition without a value is no choice for the next option, but skipped by name", () => {
    const told = bookedWith(
      steps(
        which("{ when: 1 / (appointment.plan - 1) == 1, then: red }", "{ then: blue }"),
        red,
        blue,
      ),
    );
    expect(stepsIn(told)).toEqual([
      "which: expression_failed",
      "red: needs_skipped",
      "blue: needs_skipped",
    ]);
  });
});

describe("a condition", () => {
  it("that does not hold, or has no value, skips the step by name", () => {
    const told = bookedWith(
      steps(
        ask("a", ", if: appointment.plan > 1"),
        ask("b", ", needs: [], if: 1 / (appointment.plan - 1) == 1"),
        ask("c", ", needs: []"),
      ),
    );
    expect(stepsIn(told)).toEqual(["a: condition_false", "b: expression_failed", "c: asked"]);
  });

  it("may ask how an earlier step ended, also that it was skipped", () => {
    const told = bookedWith(
      steps(
        ask("a", ", if: appointment.plan > 1"),
        ask("b", `, needs: a, if: 'steps["a"].outcome == "skipped"'`),
        ask("c", `, needs: [], if: 'steps["a"].outcome == "skipped"'`),
      ),
    );
    expect(stepsIn(told)).toEqual(["a: condition_false", "b: needs_skipped", "c: asked"]);
  });
});

describe("strands", () => {
  it("run side by side, and meet where a step needs them all", () => {
    const told = bookedWith(
      steps(
        "{ id: one, wait: 1h, needs: [] }",
        "{ id: two, wait: 2h, needs: [] }",
        ask("both", ", needs: [one, two]"),
      ),
    );
    expect(stepsIn(told)).toHaveLength(2);
    const half = told.when(wake, plusMs(monday, hour));
    expect(stepsIn(half)).toEqual(["one: reached"]);
    expect(wakeOf(half)).toBe(plusMs(monday, 2 * hour));
    expect(stepsIn(half.when(wake, plusMs(monday, 2 * hour)))).toEqual([
      "two: reached",
      "both: asked",
    ]);
  });

  it("are caught up with in one go after a long sleep", () => {
    const told = bookedWith(
      steps("{ id: one, wait: 1h }", "{ id: two, wait: 1h }", ask("end")),
    ).when(wake, plusMs(monday, 24 * hour));
    expect(stepsIn(told)).toEqual([
      "one: reached",
      `two: waits until ${plusMs(monday, 25 * hour)}`,
    ]);
  });
});

describe("asking a person", () => {
  it("opens a task with its priority and its time", () => {
    const told = bookedWith(steps(ask("call")));
    expect(told.events).toContainEqual({
      type: "task.opened",
      task: expect.stringMatching(/^[0-9a-f]{32}$/),
      kind: "call",
      priority: "high",
      dueAt: plusMs(monday, 2 * hour),
    });
    const [task] = Object.values(told.state.journeys.tasks);
    if (task === undefined) throw new Error("no task");
    const closed = told.when({ kind: "close_task", task: task.id }, monday);
    closed.thenEvents([{ type: "task.closed", task: task.id }]);
    closed.when({ kind: "close_task", task: task.id }, monday).thenNothingHappened();
  });
});

describe("sending a text", () => {
  const moment = plusMs(monday, hour * 3); // Ten in the morning in New York.
  const definition = steps(
    "{ id: pause, wait: 3h }",
    text("hello", ", retry: { attempts: 3, first: 10m, max: 20m, factor: 2 }"),
    ask("next"),
  );
  const asked = bookedWith(definition).when(wake, moment);
  const { execution } = textOf(asked, "hello");

  it("asks for it, and goes on when it was sent", () => {
    expect(stepsIn(asked)).toEqual(["pause: reached", "hello: text"]);
    expect(stepsIn(sendNow(asked, "hello", moment))).toEqual(["hello: sent", "next: asked"]);
  });

  it("goes on when it was suppressed, for that is no failure", () => {
    const told = asked.when(begin(execution, 1, { optedOut: true }), moment);
    expect(stepsIn(told)).toEqual(["hello: suppressed", "next: asked"]);
  });

  it("is tried again with growing waits, then fails, with it what needs it, and a person is told", () => {
    const first = asked.when(begin(execution), moment).when(settle(execution, unavailable), moment);
    first.thenHappened("execution.retrying", "wake.planned");
    const firstWait = msBetween(moment, wakeOf(first) ?? moment);
    expect(firstWait).toBeLessThan(10 * minute);

    const again = plusMs(moment, firstWait);
    const due = first.when(wake, again);
    due.thenHappened("execution.due", "wake.planned");
    const second = due
      .when(begin(execution, 2), again)
      .when(settle(execution, unavailable, 2), again);
    expect(msBetween(again, wakeOf(second) ?? again)).toBeLessThan(20 * minute);

    const last = plusMs(again, 20 * minute);
    const failed = second
      .when(wake, last)
      .when(begin(execution, 3), last)
      .when(settle(execution, unavailable, 3), last);
    expect(failed.events).toMatchObject([
      { type: "execution.failed", why: "busy" },
      { type: "task.opened", kind: "text-failed", priority: "medium" },
      { type: "run.step_failed", step: "hello", why: "busy" },
      { type: "run.step_skipped", step: "next", why: "needs_failed" },
      { type: "run.finished", status: "failed", why: "step_failed: hello" },
      { type: "wake.planned", at: visit },
    ]);
  });

  it("waits at least as long as the carrier asks for, and never longer than a day", () => {
    const begun = asked.when(begin(execution), moment);
    const waitFor = (retryAfterMs: number) =>
      textOf(begun.when(settle(execution, { ...unavailable, retryAfterMs }), moment), "hello")
        .phase;
    expect(waitFor(hour)).toMatchObject({ status: "retrying", at: plusMs(moment, hour) });
    expect(waitFor(1e18)).toMatchObject({ status: "retrying", at: plusMs(moment, 24 * hour) });
  });

  it("waits for its outcome while that is unknown", () => {
    const told = asked.when(begin(execution), moment).when(settle(execution, timedOut), moment);
    expect(stepsIn(told)).toEqual([]);
    expect(stepsIn(told.when(settle(execution, accepted()), moment))).toEqual([
      "hello: sent",
      "next: asked",
    ]);
  });
});

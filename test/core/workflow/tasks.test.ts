import { describe, expect, it } from "vitest";
import { plusMs } from "#core/kernel/time";
import { hour, journey, minute, monday, visit } from "#test/support/bookings";
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
  settle,
  stepsIn,
  type StreamStory,
  textOf,
  wake,
} from "#test/support/journey-stage";

const soon = plusMs(monday, minute);
const later = plusMs(monday, 2 * hour);

const asking = (priority: string, rest = "", head = "") =>
  journey(
    `ask-${priority}`,
    `on: appointment.booked\n${head}
steps: [{ id: call, uses: person.ask, with: { kind: call, priority: ${priority}${rest} } }]`,
  );

const openIn = ({ state }: StreamStory): readonly string[] =>
  Object.values(state.journeys.tasks).map(({ kind, priority }) => `${kind} ${priority}`);

const closedIn = ({ events }: StreamStory): readonly string[] =>
  events.flatMap((event) => (event.type === "task.closed" ? [event.why ?? "by a person"] : []));

describe("a task with until", () => {
  const story = bookedWith(asking("high", ", until: [appointment.confirmed, appointment.started]"));

  it("says from the beginning what will make it moot", () =>
    expect(story.events).toContainEqual(
      expect.objectContaining({
        type: "task.opened",
        until: ["appointment.confirmed", "appointment.started"],
      }),
    ));

  it("closes in the very commit of such an event, and names it", () => {
    const told = story.when(confirm, soon);
    told.thenHappened("appointment.confirmed", "task.closed");
    expect(closedIn(told)).toEqual(["appointment.confirmed"]);
    expect(openIn(told)).toEqual([]);
  });

  it("stays open whatever else happens", () =>
    expect(openIn(story.when(cancel, soon))).toEqual(["call high"]));

  it("closes although its journey has long finished, and its definition is gone", () => {
    const told = goOn(story, [], confirm, soon);
    expect(closedIn(told)).toEqual(["appointment.confirmed"]);
  });

  it("closes although its journey is paused", () => {
    const waiting = journey(
      "waiting",
      `on: appointment.booked
steps:
  - { id: call, uses: person.ask, with: { kind: call, priority: low, until: appointment.confirmed } }
  - { id: pause, wait: 2h }`,
    );
    const booked = bookedWith(waiting);
    const [run] = Object.values(booked.state.journeys.runs);
    const paused = booked.when({ kind: "pause_run", run: run?.id ?? ("" as never) }, soon);
    expect(closedIn(paused.when(confirm, soon))).toEqual(["appointment.confirmed"]);
  });

  it("that a person has closed before closes no second time", () => {
    const [task] = Object.keys(story.state.journeys.tasks) as never[];
    const done = story.when({ kind: "close_task", task: task ?? ("" as never) }, soon);
    expect(closedIn(done)).toEqual(["by a person"]);
    done.when(confirm, soon).thenHappened("appointment.confirmed");
  });
});

describe("what ends a journey", () => {
  it("closes the tasks that it has asked for, too", () => {
    const story = bookedWith(asking("high", "", "until: [appointment.rescheduled]"));
    const moved = story.when(moveTo("B", nextDay), soon);
    expect(closedIn(moved)).toEqual(["appointment.rescheduled"]);
    expect(openIn(moved)).toEqual(["call high"]); // Asked anew, for the new time.
  });
});

describe("asking again for the same kind of task", () => {
  const [low, high] = [asking("low"), asking("high")];

  it("replaces the one that is less urgent", () => {
    const story = bookedWith(low);
    const told = goOn(story, [high], moveTo("B", nextDay), soon);
    expect(closedIn(told)).toEqual(["replaced"]);
    expect(openIn(told)).toEqual(["call high"]);
  });

  it("replaces it also when both come due in one go, after a long sleep", () => {
    const strands = journey(
      "strands",
      `on: appointment.booked
steps:
  - { id: first, wait: 1h }
  - { id: call, uses: person.ask, with: { kind: call, priority: medium } }
  - { id: second, needs: [], wait: 2h }
  - { id: call-now, uses: person.ask, with: { kind: call, priority: high } }`,
    );
    const told = bookedWith(strands).when(wake, plusMs(monday, 3 * hour));
    expect(stepsIn(told)).toEqual([
      "first: reached",
      "call: asked",
      "second: reached",
      "call-now: asked",
    ]);
    expect(openIn(told)).toEqual(["call high"]);
  });

  it.each([
    ["as urgent", high],
    ["more urgent", low],
  ])("leaves one standing that is %s, and says so", (_, again) => {
    const story = bookedWith(high);
    const told = goOn(story, [again], moveTo("B", nextDay), soon);
    expect(stepsIn(told)).toContain("call: already_asked");
    expect(told.events).not.toContainEqual(expect.objectContaining({ type: "task.opened" }));
    expect(openIn(told)).toEqual(["call high"]);
  });

  it("opens it again after a person has closed it", () => {
    const story = bookedWith(high);
    const [task] = Object.keys(story.state.journeys.tasks) as never[];
    const done = story.when({ kind: "close_task", task: task ?? ("" as never) }, soon);
    expect(openIn(done.when(moveTo("B", nextDay), later))).toEqual(["call high"]);
  });
});

describe("a text that failed", () => {
  const texts = journey(
    "texts",
    `on: appointment.booked
steps:
  - { id: one, uses: text.send, with: { template: gone, purpose: reminder, reply: true } }
  - { id: two, needs: [], uses: text.send, with: { template: gone, purpose: reminder, reply: true } }`,
  );
  const failed = (story: StreamStory, step: string) =>
    story.when(begin(textOf(story, step).execution), soon);

  it("is one task, however many of them fail", () => {
    const told = failed(failed(bookedWith(texts), "one"), "two");
    expect(textOf(told, "two").phase).toMatchObject({ status: "failed" });
    expect(openIn(told)).toEqual(["text-failed medium"]);
  });

  it("is nobody's task any more once the visit is off, has moved or has begun", () => {
    const story = failed(bookedWith(texts), "one");
    for (const [wish, moment] of [
      [cancel, soon],
      [moveTo("B", nextDay), soon],
      [wake, visit],
    ] as const)
      expect(openIn(story.when(wish, moment))).toEqual([]);
  });

  it("after the visit is off is nobody's task at all", () => {
    const story = bookedWith(texts);
    const flying = journey(
      "flying",
      `on: appointment.booked
steps: [{ id: one, uses: text.send, with: { template: hello, purpose: reminder, reply: true } }]`,
    );
    const { execution } = textOf(bookedWith(flying), "one");
    const told = given([flying])
      .when(book, monday)
      .when(begin(execution), soon)
      .when(cancel, soon)
      .when(settle(execution, { kind: "rejected", why: "text_refused", providerCode: null }), soon);
    expect(textOf(told, "one").phase).toMatchObject({ status: "failed" });
    expect(openIn(told)).toEqual([]);
    expect(openIn(story)).toEqual([]);
  });

  it("because of its number is the customer's matter, not that of one visit", () => {
    const hello = journey(
      "hello",
      `on: appointment.booked
steps: [{ id: one, uses: text.send, with: { template: hello, purpose: reminder, reply: true } }]`,
    );
    const story = bookedWith(hello);
    const { execution } = textOf(story, "one");
    const rejected = {
      kind: "rejected",
      why: "number_unreachable",
      providerCode: "21614",
    } as const;
    const told = story.when(begin(execution), soon).when(settle(execution, rejected), soon);
    expect(textOf(told, "one").phase).toMatchObject({
      status: "failed",
      why: "number_unreachable",
    });
    expect(openIn(told)).toEqual([]);
  });
});

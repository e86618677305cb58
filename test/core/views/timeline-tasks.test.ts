import { describe, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { plusMs } from "#core/kernel/time";
import { timelineOf } from "#core/views/timeline";
import { taskClosedWords } from "#core/views/timeline-reasons";
import { booking, hour, monday } from "#test/support/bookings";

describe("the timeline of a task that became moot", () => {
  const opened = { type: "task.opened", task: "t", kind: "no-answer", priority: "high" };
  const closed = (rest: object = {}) =>
    last("appointment/a", { ...opened, dueAt: null }, { type: "task.closed", task: "t", ...rest });

  it("says that nobody need do it any more, and why", () =>
    expect(closed({ why: "appointment.confirmed" })).toMatchObject({
      kind: "task",
      tone: "neutral",
      title: "No longer needed: Call the customer: they have not said that they come",
      why: "the visit was confirmed",
    }));

  it.each(Object.entries(taskClosedWords))("has a sentence for %s", (why, sentence) =>
    expect(closed({ why })?.why).toBe(sentence),
  );

  it("tells it from a task that somebody has done", () =>
    expect(closed()).toMatchObject({
      tone: "good",
      title: "Done: Call the customer: they have not said that they come",
    }));

  it("says of a step that it asked nobody anew", () => {
    const begun = { type: "run.started", run: "r", slug: "j", definition: {}, trigger: "time" };
    const done = { type: "run.step_done", run: "r", step: "call-them", outcome: "already_asked" };
    expect(last("appointment/a", begun, done)).toMatchObject({
      isMinor: true,
      title: "Nobody is asked again by step “call them”",
    });
  });
});

describe("the timeline of a number or an address at which nothing arrives", () => {
  it("says what was found out, true of both", () =>
    expect(
      last("customer/c", { type: "customer.number_unreachable", execution: "x" }),
    ).toMatchObject({ tone: "warning", title: "Nothing arrives at this number or address" }));

  it.each([
    ["new_number", "the booking system has another number"],
    ["text", "a text has come from this number"],
  ])("says how it came right: %s", (how, why) =>
    expect(last("customer/c", { type: "customer.number_reachable", how })).toMatchObject({
      tone: "good",
      title: "The customer can be texted again",
      why,
    }),
  );
});

type Happened = { readonly type: string; readonly [field: string]: unknown };

/** The last line that is told of an appointment, after these events in its stream or its customer's. */
const last = (stream: string, ...events: readonly Happened[]) => {
  const booked = { type: "appointment.booked", appointment: "a", plan: 1, ...booking("A") };
  const appointment = [commitOf("appointment/a", monday, [{ ...booked, replaces: null } as never])];
  const later = commitOf(stream, plusMs(monday, hour), events);
  const isOwn = stream.startsWith("appointment/");
  return timelineOf(
    { appointment: isOwn ? [...appointment, later] : appointment, customer: isOwn ? [] : [later] },
    monday,
    {
      zone: booking("A").zone,
      settings: { quietHours: { from: "20:00", until: "09:00" } },
      definitions: { current: [], byHash: () => null },
    },
  ).happened.at(-1);
};

const commitOf = (stream: string, at: Commit["at"], events: Commit["events"]): Commit => ({
  tenant: as("t"),
  stream: as(stream),
  version: 1,
  commandId: as("command"),
  payloadHash: as("p"),
  cause: {
    correlationId: as("story"),
    causationId: as("nothing"),
    actor: { kind: "operator", name: "Ann" },
  },
  at,
  events,
  prev: as("0"),
  hash: as(`hash of ${stream}`),
});

import { describe, expect, it } from "vitest";
import { as, type CustomerId, type StreamName, type TaskId } from "#core/kernel/ids";
import { at, type Instant } from "#core/kernel/time";
import { deadlineOf, openAfter } from "#core/task/deadline";
import { handlingDecider, type HandlingWish } from "#core/task/decide";
import type { OperatorId } from "#core/task/events";
import { peopleOutputsOf } from "#core/task/outputs";
import { specification } from "#test/support/specification";
import { taskRules } from "#test/support/task-rules";
import { zone } from "#test/support/zones";

const now = at("2026-03-02T15:00:00Z");
const task = as<TaskId>("1".repeat(32));
const newYork = zone("America/New_York");
const sam = "sam" as OperatorId;

const begin = (kind: string, dueAt: Instant | null = null): HandlingWish => ({
  kind: "begin",
  opened: { type: "task.opened", task, kind, priority: "medium", dueAt },
  from: as<StreamName>("customer/ada"),
  openedAt: now,
});
const story = (visit: Instant | null = null) =>
  specification(handlingDecider, {
    rules: taskRules,
    settings: { zone: newYork },
    visit,
    customer: as<CustomerId>("ada"),
  }).given();
const close: HandlingWish = { kind: "end", why: null, reason: "Called", closedAt: null };
const wake: HandlingWish = { kind: "wake" };

describe("a task", () => {
  it("has owner, priority and deadline by the rule of its kind, and is woken for it", () => {
    const { events } = story().when(begin("answer-needed"), now);
    expect(events).toMatchObject([
      {
        type: "handling.begun",
        role: "front_desk",
        owner: "Front desk",
        priority: "medium",
        dueAt: "2026-03-02T17:00:00.000Z",
      },
      { type: "wake.planned", at: "2026-03-02T17:00:00.000Z" },
    ]);
  });

  it("is due before the visit, and never at once", () => {
    const dueWith = (visit: string) =>
      story(at(visit)).when(begin("answer-needed"), now).state.handling?.dueAt;
    expect(dueWith("2026-03-02T17:00:00Z")).toBe("2026-03-02T16:00:00.000Z");
    expect(dueWith("2026-03-02T15:10:00Z")).toBe("2026-03-02T15:05:00.000Z");
  });

  it("keeps the bank's own day where the rule says so, and nobody else's", () => {
    const bank = at("2026-03-03T15:00:00Z");
    const dueOf = (kind: string) => story().when(begin(kind, bank), now).state.handling?.dueAt;
    expect(dueOf("answer-dispute")).toBe(bank);
    expect(dueOf("something-old")).toBe("2026-03-02T19:00:00.000Z");
  });

  it("goes to the next when its deadline passes, more urgent, and not a moment before", () => {
    const begun = story().when(begin("answer-needed"), now);
    begun.when(wake, at("2026-03-02T16:59:59Z")).thenNothingHappened();
    const late = begun.when(wake, at("2026-03-02T17:00:00Z"));
    expect(late.events).toMatchObject([
      { type: "handling.escalated", level: 1, role: "owner", priority: "high" },
      { type: "wake.planned", at: null },
    ]);
    expect(late.state.handling?.dueAt).toBe("2026-03-02T18:00:00.000Z");
    late.when(wake, at("2026-03-05T15:00:00Z")).thenNothingHappened();
  });

  it("is begun once, ended once, and may arise again", () => {
    const begun = story().when(begin("answer-needed"), now);
    begun.when(begin("answer-needed"), now).thenNothingHappened();
    const ended = begun.when(close, now).thenHappened("handling.ended", "wake.planned");
    ended.when(close, now).thenNothingHappened();
    ended.when(wake, at("2026-03-05T15:00:00Z")).thenNothingHappened();
    ended.when(begin("answer-needed"), now).thenHappened("handling.begun", "wake.planned");
  });

  it("is taken on while it is open, by name", () => {
    const to = { kind: "operator", operator: sam } as const;
    const claim = { kind: "assign", how: "claimed", to, reason: null } as const;
    story().when(claim, now).thenRefuses("not_found");
    const begun = story().when(begin("answer-needed"), now);
    const mine = begun.when(claim, now).thenHappened("handling.assigned");
    mine.when(claim, now).thenNothingHappened();
    begun.when(close, now).when(claim, now).thenRefuses("task_closed");
    const late = mine.when(wake, at("2026-03-02T17:00:00Z"));
    expect(late.state.handling?.operator).toBeNull();
  });
});

describe("opening hours", () => {
  const openingHours = [{ days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" }];
  const after = (ms: number, moment: string) =>
    openAfter(ms, { now: at(moment), zone: newYork, openingHours });
  const hour = 3_600_000;

  it("are what a deadline counts: over the night, the weekend, and the change of the clocks", () => {
    expect(after(2 * hour, "2026-03-02T15:00:00Z")).toBe("2026-03-02T17:00:00.000Z");
    expect(after(2 * hour, "2026-03-02T21:00:00Z")).toBe("2026-03-03T15:00:00.000Z");
    // Friday, an hour before closing; on Sunday the clocks go forward.
    expect(after(2 * hour, "2026-03-06T21:00:00Z")).toBe("2026-03-09T14:00:00.000Z");
    expect(after(1 * hour, "2026-03-08T03:00:00Z")).toBe("2026-03-09T14:00:00.000Z");
  });

  it("are when a deadline falls: by the last closing before it, where that is still to come", () => {
    const due = { withinMs: 16 * hour, beforeVisitMs: 4 * hour, asAsked: true };
    const dueFrom = (moment: string, hours: typeof openingHours, asked: string | null = null) =>
      deadlineOf(
        due,
        { visit: at("2026-03-03T13:30:00Z"), asked: asked === null ? null : at(asked) },
        { now: at(moment), zone: newYork, openingHours: hours },
      );
    // Half past four at night, four hours before a visit at half past eight.
    expect(dueFrom("2026-03-02T18:30:00Z", [])).toBe("2026-03-03T09:30:00.000Z");
    expect(dueFrom("2026-03-02T18:30:00Z", openingHours)).toBe("2026-03-02T22:00:00.000Z");
    expect(dueFrom("2026-03-03T07:30:00Z", openingHours)).toBe("2026-03-03T09:30:00.000Z");
    // What falls into the hours stays as it is.
    expect(dueFrom("2026-03-02T18:30:00Z", openingHours, "2026-03-02T20:00:00Z")).toBe(
      "2026-03-02T20:00:00.000Z",
    );
  });

  it("that are nowhere leave every hour to count", () => {
    const never = [{ days: [], from: "09:00", until: "17:00" }];
    const place = { now, zone: newYork };
    expect(openAfter(hour, place)).toBe("2026-03-02T16:00:00.000Z");
    expect(openAfter(hour, { ...place, openingHours: never })).toBe("2026-03-02T16:00:00.000Z");
  });
});

describe("what a task's commits mean for people", () => {
  const outputs = (stream: string, ...events: readonly { readonly type: string }[]) =>
    peopleOutputsOf({ stream, version: 3, events } as never).map(({ kind }) => kind);

  it("is nothing where it was opened and closed at once", () => {
    const opened = { type: "task.opened", task, kind: "x", priority: "low", dueAt: null };
    expect(outputs("appointment/a", opened)).toEqual(["begin_task"]);
    expect(outputs("appointment/a", opened, { type: "task.closed", task } as never)).toEqual([]);
  });

  it("tells nobody who took it on, and closes at its origin only what a person has done", () => {
    const to = { kind: "operator", operator: sam };
    const assigned = { type: "handling.assigned", to, how: "assigned" };
    expect(outputs("task/1", assigned)).toEqual(["tell_people"]);
    expect(outputs("task/1", { ...assigned, how: "claimed" } as never)).toEqual([]);
    const ended = { type: "handling.ended", why: null };
    expect(outputs("task/1", ended)).toEqual(["withdraw_notices", "close_at_origin"]);
    expect(outputs("task/1", { ...ended, why: "replaced" } as never)).toEqual(["withdraw_notices"]);
  });
});

import { describe, expect, it } from "vitest";
import { as, type TaskId } from "#core/kernel/ids";
import { at, type Instant } from "#core/kernel/time";
import type { OperatorCard } from "#core/operator/card";
import { operatorDecider, type OperatorWish } from "#core/operator/decide";
import { sam, samsFacts } from "#test/support/operators";
import { specification } from "#test/support/specification";

const now = at("2026-03-02T15:00:00Z");
const soon = at("2026-03-02T15:05:00Z");
const later = at("2026-03-02T15:10:00Z");

const told = (changed: Partial<OperatorCard> | null = {}) =>
  specification(operatorDecider, {
    ...samsFacts,
    card: changed === null ? null : { ...sam, ...changed },
  });
const notify = (
  name: string,
  priority: "low" | "medium" | "high" = "medium",
  asOf = 1,
): OperatorWish => ({
  kind: "notify",
  item: { task: as<TaskId>(name), asOf, kind: "text-failed", priority, dueAt: later },
  visit: null,
});
const asked = (moment: Instant = now) => told().given().when(notify("a"), moment);
const executionIn = ({ state }: ReturnType<typeof asked>) => {
  const notice = Object.values(state.notices).at(-1);
  if (notice === undefined) throw new Error("Cannot find a notice");
  return notice.execution;
};
const begin = (
  story: ReturnType<typeof asked>,
  open: readonly string[],
  visit: Instant | null = null,
): OperatorWish => ({
  kind: "begin_notice",
  execution: executionIn(story),
  token: 1,
  open: open.map((task) => ({ task: as<TaskId>(task), visit })),
  outage: null,
});

describe("a person who is told of a task", () => {
  it("is told at once, and of what comes within ten minutes in one more message", () => {
    const story = asked().thenHappened("notice.collected", "notice.requested", "wake.planned");
    const more = story
      .when(notify("b"), soon)
      .when(notify("c"), soon)
      .thenHappened("notice.collected");
    expect(more.state.wakeAt).toBe(later);
    const digest = more.when({ kind: "wake" }, later);
    expect(digest.events[0]).toMatchObject({
      type: "notice.requested",
      items: [{ task: "b" }, { task: "c" }],
    });
  });

  it.each([
    ["dashboard_only", {}, "low"],
    ["no_address", { phone: null }, "medium"],
    ["operator_removed", null, "medium"],
  ] as const)("is not told, and the reason has a name: %s", (why, changed, priority) => {
    const { events } = told(changed).given().when(notify("a", priority), now);
    expect(events).toEqual([{ type: "notice.skipped", task: "a", asOf: 1, why }]);
  });

  it("has said STOP: nothing more is collected, and what waited is dropped, until START", () => {
    const stop = { kind: "opt_out", how: "text" } as const;
    const waiting = asked().when(notify("b"), soon);
    const quiet = waiting
      .when(stop, soon)
      .thenHappened("notice.opted_out", "notice.dropped", "wake.planned");
    quiet.when(stop, soon).thenNothingHappened();
    quiet.when(notify("c"), soon).thenHappened("notice.skipped");
    quiet
      .when({ kind: "opt_in", how: "text" }, soon)
      .when(notify("d"), later)
      .thenHappened("notice.collected", "notice.requested");
  });

  it("keeps a STOP that says nothing new, so that it is known when it is delivered once more", () => {
    const stop = { kind: "opt_out", how: "text", sid: "SM2" } as const;
    const quiet = asked()
      .when({ ...stop, sid: "SM1" }, soon)
      .when(stop, soon);
    expect(quiet.events).toEqual([{ type: "notice.text_ignored", sid: "SM2" }]);
    const start = { ...stop, kind: "opt_in", sid: "SM3" } as const;
    const again = asked().when(start, soon);
    expect(again.events).toEqual([{ type: "notice.text_ignored", sid: "SM3" }]);
  });

  it("still hears of a task that has arisen again, when its old end is told late", () => {
    const over = { kind: "task_over", task: "b" as TaskId, asOf: 2 } as const;
    const waiting = asked().when(notify("b", "medium", 3), soon);
    waiting.when(over, soon).thenNothingHappened();
    waiting.when({ ...over, asOf: 4 }, soon).thenHappened("notice.dropped", "wake.planned");
  });
});

describe("a notice on its way", () => {
  it("says what and by when, links to the page, and names nobody", () => {
    const story = asked();
    const { events } = story.when(begin(story, ["a"]), now);
    expect(events[0]).toMatchObject({
      type: "notice.intended",
      to: "+14045550177",
      segments: 1,
      body: "Riverside Clinic: Reach the customer: a text failed (medium, by 10:10). https://aro.example/tasks/a",
    });
  });

  it.each([
    ["2026-03-07T15:00:00Z", "Sat 7 Mar, 10:00"],
    ["2026-03-02T20:00:00Z", "Mon 2 Mar, 15:00"], // The same day, and yet a date: it may be read tomorrow.
    ["2026-03-08T02:30:00Z", "Sat 7 Mar, 21:30"],
    ["2027-03-10T14:00:00Z", "Wed 10 Mar 2027, 09:00"],
  ])("says which visit, by the business's own calendar and clock: %s is %s", (start, spoken) => {
    const story = asked();
    const { events } = story.when(begin(story, ["a"], at(start)), now);
    expect(events[0]).toMatchObject({
      body: `Riverside Clinic: Reach the customer: a text failed (visit ${spoken}; medium, by 10:10). https://aro.example/tasks/a`,
    });
  });

  it("says it of the first of several, too", () => {
    const digest = asked()
      .when(notify("b"), soon)
      .when(notify("c"), soon)
      .when({ kind: "wake" }, later);
    const { events } = digest.when(begin(digest, ["b", "c"], at("2026-03-07T15:00:00Z")), later);
    expect(events[0]).toMatchObject({
      body: expect.stringContaining("a text failed (visit Sat 7 Mar, 10:00; by 10:10)."),
    });
  });

  it("stays away where nobody need do it any more, or somebody else does", () => {
    const story = asked();
    expect(story.when(begin(story, []), now).events[0]).toMatchObject({
      type: "execution.suppressed",
      why: "task_over",
    });
  });

  it("names a task once that has grown late while it waited", () => {
    const digest = asked()
      .when(notify("b"), soon)
      .when(notify("b", "high", 2), soon)
      .when({ kind: "wake" }, later);
    const { events } = digest.when(begin(digest, ["b"]), later);
    expect(events[0]).toMatchObject({ body: expect.stringContaining("(high, by 10:10)") });
  });

  it("whose outcome nobody knows is looked up, and not sent again", () => {
    const story = asked();
    const flying = story.when(begin(story, ["a"]), now);
    const outcome = { kind: "unknown", why: "timeout" } as const;
    const execution = executionIn(story);
    const unknown = flying
      .when({ kind: "settle_execution", execution, token: 1, outcome }, now)
      .thenHappened("execution.unknown", "wake.planned");
    const found = { kind: "found", sid: "SM1", status: "sent" } as const;
    unknown
      .when({ kind: "resolve_execution", execution, token: 1, found }, soon)
      .thenHappened("execution.sent", "wake.planned");
  });

  it("is begun under one token once", () => {
    const story = asked();
    const flying = story.when(begin(story, ["a"]), now);
    flying.when(begin(story, ["a"]), now).thenNothingHappened();
  });
});

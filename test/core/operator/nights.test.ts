import { describe, expect, it } from "vitest";
import type { TaskId } from "#core/kernel/ids";
import { at, type Instant } from "#core/kernel/time";
import type { OperatorCard } from "#core/operator/card";
import { operatorDecider, type OperatorWish } from "#core/operator/decide";
import type { OperatorFacts } from "#core/operator/facts";
import { sam, samsFacts } from "#test/support/operators";
import { specification } from "#test/support/specification";

/** Half past two in New York, and the times that matter of the morning after. */
const night = at("2026-03-03T07:30:00Z");
const seven = "2026-03-03T12:00:00.000Z";
const halfPastSeven = "2026-03-03T12:30:00.000Z";
const halfPastEight = at("2026-03-03T13:30:00Z");
const nine = "2026-03-03T14:00:00.000Z";

const told = (
  quietHours: OperatorCard["quietHours"] = sam.quietHours,
  house: Partial<Pick<OperatorFacts, "openingHours">> = {},
) =>
  specification(operatorDecider, {
    ...samsFacts,
    card: { ...sam, quietHours },
    ...house,
  }).given();

type About = {
  readonly priority?: "medium" | "high";
  readonly visit?: Instant;
  readonly due?: Instant;
};

const notify = (kind: string, { priority = "high", visit, due }: About = {}): OperatorWish => ({
  kind: "notify",
  item: { task: kind as TaskId, asOf: 1, kind, priority, dueAt: due ?? at("2026-03-03T09:30:00Z") },
  visit: visit ?? null,
});

describe("a task that arises at half past two at night", () => {
  it("is told in the morning, however urgent", () => {
    for (const priority of ["medium", "high"] as const) {
      const story = told().when(notify("no-answer", { priority, visit: halfPastEight }), night);
      expect(story.thenHappened("notice.collected", "wake.planned").state.wakeAt).toBe(seven);
      story.when({ kind: "wake" }, at(seven)).thenHappened("notice.requested", "wake.planned");
    }
  });

  it("is told at once where minutes count, and takes along what waits", () => {
    const waiting = told().when(notify("no-answer"), night);
    const { events } = waiting.when(notify("sender-refused"), night);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "notice.requested",
        items: [expect.anything(), expect.anything()],
      }),
    );
  });

  it("wakes nobody by its kind alone: it is of high priority, too", () => {
    const story = told().when(notify("sender-refused", { priority: "medium" }), night);
    expect(story.state.wakeAt).toBe(seven);
  });

  it("is told an hour before its visit where somebody would sleep through it", () => {
    const late = { from: "20:00", until: "10:00" };
    const before = told(late).when(notify("no-answer", { visit: halfPastEight }), night);
    expect(before.state.wakeAt).toBe(halfPastSeven);
    const atEight = at("2026-03-03T13:00:00Z");
    told(late)
      .when(notify("no-answer", { visit: halfPastEight }), atEight)
      .thenHappened("notice.collected", "notice.requested", "wake.planned");
  });

  it("can wait for all of the night where it is due after the visit, or the visit is over", () => {
    const late = { from: "20:00", until: "10:00" };
    const ten = "2026-03-03T15:00:00.000Z";
    const money = { visit: halfPastEight, due: at("2026-03-04T07:30:00Z") };
    const over = { visit: at("2026-03-02T13:30:00Z") };
    for (const about of [money, over])
      expect(told(late).when(notify("check-deposit-amount", about), night).state.wakeAt).toBe(ten);
  });

  it("waits for the business's morning, or its opening, where its person has said nothing", () => {
    expect(told(null).when(notify("no-answer"), night).state.wakeAt).toBe(nine);
    const openingHours = [{ days: [1, 2, 3, 4, 5], from: "08:00", until: "17:00" }];
    const open = told(null, { openingHours });
    expect(open.when(notify("no-answer"), night).state.wakeAt).toBe("2026-03-03T13:00:00.000Z");
    open
      .when(notify("no-answer"), halfPastEight)
      .thenHappened("notice.collected", "notice.requested", "wake.planned");
  });

  it("is told at once to whoever has said that they have no quiet hours", () => {
    told({ from: "00:00", until: "00:00" })
      .when(notify("no-answer"), night)
      .thenHappened("notice.collected", "notice.requested", "wake.planned");
  });
});

describe("a notice that is about to go", () => {
  const begin = (visit: Instant | null, story: ReturnType<typeof asked>): OperatorWish => {
    const [execution] = Object.values(story.state.notices).map((notice) => notice.execution);
    if (execution === undefined) throw new Error("Cannot find a notice");
    const open = [{ task: "no-answer" as TaskId, visit }];
    return { kind: "begin_notice", execution, token: 1, open, outage: null };
  };
  const asked = () =>
    told({ from: "20:00", until: "10:00" }).when(
      notify("no-answer", { visit: halfPastEight }),
      at(halfPastSeven),
    );

  it("waits after all where its visit has moved to another day", () => {
    const story = asked();
    expect(story.when(begin(halfPastEight, story), at(halfPastSeven)).events[0]?.type).toBe(
      "notice.intended",
    );
    const moved = begin(at("2026-03-05T13:30:00Z"), story);
    expect(story.when(moved, at(halfPastSeven)).events[0]).toMatchObject({
      type: "execution.deferred",
      until: "2026-03-03T15:00:00.000Z",
      why: "quiet_hours",
    });
  });
});

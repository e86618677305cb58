import { describe, expect, it } from "vitest";
import { as, type TaskId } from "#core/kernel/ids";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { senderDecider, type SenderEvent, type SenderFault } from "#core/sender/decide";

const monday = at("2026-03-02T15:00:00Z");
const hour = 3_600_000;

const story = () => {
  let state = senderDecider.initial;
  let events: readonly SenderEvent[] = [];
  const give = (
    wish: Parameters<typeof senderDecider.decide>[1],
    now: Instant,
  ): readonly string[] => {
    const decided = senderDecider.decide(state, wish, { now, version: 1, tzdb: "test" });
    events = decided.ok ? decided.value : [];
    for (const event of events) state = senderDecider.evolve(state, event, now);
    return events.map(({ type }) => type);
  };
  const fault = (what: SenderFault, now: Instant, since = now) =>
    give({ kind: "note_fault", what, execution: as("e"), at: since }, now);
  const close = (now: Instant) =>
    give({ kind: "close_task", task: state.openTask ?? as<TaskId>("none") }, now);
  return { fault, close };
};

describe("an account that may not send", () => {
  it("is one task, however many texts are refused", () => {
    const { fault } = story();
    expect(fault("refused", monday)).toEqual(["sender.refused", "task.opened"]);
    for (const what of ["refused", "filtered"] as const)
      expect(fault(what, plusMs(monday, hour))).toEqual([]);
  });

  it("is not asked about again for what was refused before somebody looked, told late", () => {
    const { fault, close } = story();
    fault("refused", monday);
    expect(close(plusMs(monday, hour))).toEqual(["task.closed"]);
    expect(fault("refused", plusMs(monday, 2 * hour), monday)).toEqual([]);
    expect(fault("refused", plusMs(monday, 2 * hour))).toEqual(["sender.refused", "task.opened"]);
  });
});

describe("texts that are filtered", () => {
  it("are a task from the third within a day on", () => {
    const { fault } = story();
    expect(fault("filtered", monday)).toEqual(["sender.filtered"]);
    expect(fault("filtered", plusMs(monday, hour))).toEqual(["sender.filtered"]);
    expect(fault("filtered", plusMs(monday, 24 * hour))).toEqual(["sender.filtered"]);
    expect(fault("filtered", plusMs(monday, 24.5 * hour))).toEqual([
      "sender.filtered",
      "task.opened",
    ]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, msBetween, plusMs } from "#core/kernel/time";
import { isItsTurn, type Lane, laneOf, nextSlot, noBacklog, type Pace } from "#core/policy/pacing";

const nine = at("2026-03-02T14:00:00Z");
const onePerSecond: Pace = { segmentsPerSecond: 1, burst: 1 };

/** The slots of texts that ask one after the other, as milliseconds after nine. */
const slotsOf = (
  pace: Pace,
  asked: readonly { readonly after: number; readonly segments: number; readonly lane?: Lane }[],
): readonly number[] => {
  let backlog = noBacklog;
  return asked.map(({ after, segments, lane = "reminder" }) => {
    const slot = nextSlot(backlog, pace, { now: plusMs(nine, after), segments, lane });
    backlog = slot.backlog;
    return msBetween(nine, slot.at);
  });
};

const atOnce = (...segments: readonly number[]) =>
  segments.map((one) => ({ after: 0, segments: one }));

describe("the line before a sender", () => {
  it("lets the first go at once, and the others a second apart", () => {
    expect(slotsOf(onePerSecond, atOnce(1, 1, 1))).toEqual([0, 1_000, 2_000]);
  });

  it("counts segments: a text of two keeps the next waiting twice as long", () => {
    expect(slotsOf(onePerSecond, atOnce(2, 1, 1))).toEqual([0, 2_000, 3_000]);
  });

  it("lets a burst go after a silence, and no second one right behind it", () => {
    const pace = { segmentsPerSecond: 2, burst: 3 };
    expect(slotsOf(pace, atOnce(1, 1, 1, 1, 1))).toEqual([0, 0, 0, 500, 1_000]);
  });

  it("is empty again when nobody has come for a while", () => {
    const asked = [...atOnce(1, 1), { after: 10_000, segments: 1 }];
    expect(slotsOf(onePerSecond, asked)).toEqual([0, 1_000, 10_000]);
  });

  it("never passes the pace, and never makes anybody wait who is alone", () => {
    const asked = fc.array(
      fc.record({ after: fc.nat(20_000), segments: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 40 },
    );
    const pace = fc.record({
      segmentsPerSecond: fc.constantFrom(0.5, 1, 3.75, 10),
      burst: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(asked, pace, (texts, one) => {
        const ordered = texts.toSorted((a, b) => a.after - b.after);
        const slots = slotsOf(one, ordered);
        expect(slots[0]).toBe(ordered[0]?.after);
        for (const [from, start] of slots.entries())
          for (const [to, end] of slots.entries()) {
            if (to <= from) continue;
            const sent = ordered.slice(from, to).reduce((sum, { segments }) => sum + segments, 0);
            const allowed = ((end - start) / 1_000) * one.segmentsPerSecond + one.burst + 2;
            expect(sent).toBeLessThanOrEqual(allowed + 0.01);
          }
      }),
    );
  });

  it("lets a reply pass reminders, and those pass reviews", () => {
    const lanes = ["review", "review", "reminder", "reply", "reminder", "review"] as const;
    const asked = lanes.map((lane) => ({ after: 0, segments: 1, lane }));
    expect(slotsOf(onePerSecond, asked)).toEqual([0, 1_000, 0, 0, 2_000, 5_000]);
  });

  it("passes the pace by what goes before only: in the long run it is kept", () => {
    const lane = fc.constantFrom<Lane>("reply", "reminder", "review");
    fc.assert(
      fc.property(fc.array(lane, { minLength: 1, maxLength: 30 }), (lanes) => {
        const asked = [...lanes, "review" as const].map((one) => ({
          after: 0,
          segments: 1,
          lane: one,
        }));
        expect(slotsOf(onePerSecond, asked).at(-1)).toBe(lanes.length * 1_000);
      }),
    );
  });

  it("has a lane for each purpose", () => {
    expect(laneOf({ purpose: "confirmation", reply: true })).toBe("reply");
    expect(laneOf({ purpose: "deposit", reply: false })).toBe("reminder");
    expect(laneOf({ purpose: "reminder", reply: false })).toBe("reminder");
    expect(laneOf({ purpose: "marketing", reply: false })).toBe("review");
  });

  it("keeps a slot for a minute", () => {
    const turn = (after: number): boolean => isItsTurn(nine, plusMs(nine, after));
    expect([turn(-1), turn(0), turn(60_000), turn(60_001)]).toEqual([false, true, true, false]);
    expect(isItsTurn(null, nine)).toBe(false);
  });
});

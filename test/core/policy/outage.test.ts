import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, type Instant, msBetween, plusMs } from "#core/kernel/time";
import { comesBackAt, type Waiting } from "#core/policy/outage";

const nine = at("2026-03-02T09:00:20Z");
const hour = 3_600_000;
const minute = 60_000;

const text = (leftMs: number, other: Partial<Waiting> = {}): Waiting => ({
  execution: "e".repeat(32),
  lane: "reminder",
  triedAt: null,
  uselessAt: plusMs(nine, leftMs),
  ...other,
});

const down = { until: plusMs(nine, 40_000), isProbed: false }; // 09:01:00
const back = (waiting: Waiting, outage = down, now = nine): Instant | null =>
  comesBackAt(outage, waiting, now);

/** When it goes out, if the provider is well again at `well` and it has asked ever since nine. */
const goesAt = (waiting: Waiting, well: Instant): Instant | null => {
  let now = nine;
  for (let asks = 0; asks < 2_000; asks += 1) {
    const at = comesBackAt({ until: plusMs(now, 40_000), isProbed: false }, waiting, now);
    if (at === null || at >= well) return at;
    now = at;
  }
  throw new Error("Cannot say when it goes: it asks for ever");
};

describe("what waits for a provider", () => {
  it("asks the sooner and the oftener, the sooner it is useless", () => {
    const seconds = [0.5, 1.5, 3, 6].map((hours) =>
      msBetween(nine, back(text(hours * hour)) ?? nine),
    );
    expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
    expect(new Set(seconds).size).toBe(4);
  });

  it("comes in the order of its usefulness, whenever that may be", () => {
    const left = fc.integer({ min: 5 * minute, max: 8 * hour });
    fc.assert(
      fc.property(left, left, fc.nat(90 * minute), (one, other, untilMs) => {
        const outage = { until: plusMs(nine, untilMs), isProbed: false };
        const [soon, late] = [Math.min(one, other), Math.max(one, other)];
        const [first, then] = [back(text(soon), outage), back(text(late), outage)];
        if (first !== null && then !== null) expect(first <= then).toBe(true);
      }),
    );
  });

  it("goes at most two minutes after the provider is back, in its last hour", () => {
    const left = fc.integer({ min: 5 * minute, max: 8 * hour });
    fc.assert(
      fc.property(left, fc.nat(8 * hour), (leftMs, wellMs) => {
        const well = plusMs(nine, wellMs);
        const goes = goesAt(text(leftMs), well);
        const isLastHour = leftMs - wellMs < hour / 2;
        if (goes === null) expect(leftMs - wellMs).toBeLessThanOrEqual(minute);
        else expect(msBetween(well, goes)).toBeLessThan((isLastHour ? 2 : 17) * minute);
      }),
    );
  });

  it("comes back within about a quarter of an hour, and asks some hundred times in a day", () => {
    const patient = text(72 * hour);
    const well = plusMs(nine, 24 * hour);
    expect(msBetween(well, goesAt(patient, well) ?? nine)).toBeLessThan(17 * minute);
    let [asks, now] = [0, nine];
    for (; now < well; asks += 1) now = back(patient, { until: now, isProbed: false }, now) ?? well;
    expect(asks).toBeLessThan(100);
  });

  it("lets a reply go before any reminder, and a review behind", () => {
    const reply = back(text(72 * hour, { lane: "reply" })) ?? nine;
    const reminder = back(text(3 * hour)) ?? nine;
    const review = back(text(3 * hour, { lane: "review" })) ?? nine;
    expect([reply, reminder, review].toSorted()).toEqual([reply, reminder, review]);
  });

  it("lets others try for eight minutes after it has tried in vain, and no longer", () => {
    const urgent = text(hour / 2);
    const tried = back({ ...urgent, triedAt: nine }) ?? nine;
    expect(msBetween(nine, tried)).toBeGreaterThan(8 * minute);
    expect(msBetween(nine, tried)).toBeLessThan(10 * minute);
    const longAgo = plusMs(nine, -8 * minute);
    expect(back({ ...urgent, triedAt: longAgo })).toBe(back(urgent));
  });

  it("waits only for an answer where somebody is just trying", () => {
    const asked = back(text(72 * hour), { until: plusMs(nine, minute), isProbed: true });
    expect(msBetween(nine, asked ?? nine)).toBeLessThanOrEqual(65_000);
    expect(msBetween(nine, asked ?? nine)).toBeGreaterThanOrEqual(15_000);
  });

  it("does not wait until it is useless, and is told so where it would", () => {
    expect(back(text(40_001))).toBe(down.until);
    expect(back(text(40_000))).toBeNull();
    expect(back(text(-hour))).toBeNull();
  });

  it("comes never all at once: a thousand that are in no hurry come apart", () => {
    const times = Array.from({ length: 1_000 }, (_, index) =>
      back(text(72 * hour, { execution: `text-${index}` })),
    );
    expect(new Set(times).size).toBeGreaterThan(900);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  at,
  fromEpochMs,
  fromWall,
  plusDays,
  plusMs,
  wallClock,
  zoneFrom,
} from "#core/kernel/time";
import type { Zone } from "#core/kernel/time";
import { cronFault, nextCron } from "#core/workflow/cron";

const newYork = "America/New_York";

const following = (pattern: string, zone: string, after: string, count: number) => {
  const found = [];
  for (let last = at(after); found.length < count; ) {
    const next = nextCron(pattern, zone, last);
    if (next === null) break;
    found.push(next);
    last = next;
  }
  return found;
};

describe("an ordinary day", () => {
  it("comes at the local time of the zone", () => {
    expect(nextCron("0 9 * * MON-FRI", newYork, at("2026-01-09T15:00:00Z"))).toBe(
      "2026-01-12T14:00:00.000Z",
    );
  });

  it("comes strictly after the given moment", () => {
    expect(following("0 9 * * *", "UTC", "2026-01-09T09:00:00Z", 1)).toEqual([
      "2026-01-10T09:00:00.000Z",
    ]);
    expect(following("0 9 * * *", "UTC", "2026-01-09T08:59:59.999Z", 1)).toEqual([
      "2026-01-09T09:00:00.000Z",
    ]);
  });

  it("never comes in a zone that nobody knows", () => {
    expect(nextCron("0 9 * * *", "Mars/Olympus", at("2026-01-09T09:00:00Z"))).toBeNull();
  });
});

describe("the night the clocks go forward", () => {
  it.each([
    ["30 2 * * *", ["2026-03-08T07:00:00.000Z", "2026-03-09T06:30:00.000Z"]],
    ["0,30 2 * * *", ["2026-03-08T07:00:00.000Z", "2026-03-09T06:00:00.000Z"]],
    ["*/15 2 * * *", ["2026-03-08T07:00:00.000Z", "2026-03-09T06:00:00.000Z"]],
    ["*/15 2 8 3 *", ["2026-03-08T07:00:00.000Z", "2027-03-08T07:00:00.000Z"]],
    ["30 1-3 * * *", ["2026-03-08T06:30:00.000Z", "2026-03-08T07:00:00.000Z"]],
    [
      "30 * * * *",
      ["2026-03-08T05:30:00.000Z", "2026-03-08T06:30:00.000Z", "2026-03-08T07:30:00.000Z"],
    ],
  ])("%s does not leave the day out", (pattern, expected) => {
    expect(following(pattern, newYork, "2026-03-08T05:00:00Z", expected.length)).toEqual(expected);
  });
});

describe("the night the clocks go back", () => {
  it("comes once at a fixed time that exists twice", () => {
    expect(following("30 1 * * *", newYork, "2026-11-01T04:00:00Z", 2)).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-02T06:30:00.000Z",
    ]);
  });

  it("goes on by the hour through both", () => {
    expect(following("30 * * * *", newYork, "2026-11-01T05:00:00Z", 3)).toEqual([
      "2026-11-01T05:30:00.000Z",
      "2026-11-01T06:30:00.000Z",
      "2026-11-01T07:30:00.000Z",
    ]);
  });
});

// Half an hour, midnight, south of the equator, no change at all.
const zones = [newYork, "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Kolkata"];

it("comes exactly once on every day of every year, at any daily time", () => {
  const minutes = fc.integer({ min: 0, max: 59 });
  const hours = fc.integer({ min: 0, max: 23 });
  const days = fc.integer({ min: 0, max: 3_000 }).map((days) => plusDays("2024-01-01", days));
  fc.assert(
    fc.property(fc.constantFrom(...zones), days, hours, minutes, (name, date, hour, minute) => {
      const zone = zoneFrom(name) as Zone;
      const wall = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
      const expected = [0, 1, 2].map((more) => fromWall(`${plusDays(date, more)}T${wall}`, zone));
      const before = plusMs(expected[0] as (typeof expected)[0], -1);
      expect(following(`${minute} ${hour} * * *`, name, before, 3)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it("always moves on, and leaves out no day, whatever the fields", () => {
  const field = (max: number) =>
    fc.oneof(fc.constantFrom("*", "*/7", "*/30"), fc.integer({ min: 0, max }).map(String));
  const instants = fc
    .integer({ min: 1.76e9, max: 1.8e9 })
    .map((seconds) => fromEpochMs(seconds * 1_000));
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, field(59), field(23), (zone, after, m, h) => {
      const minute = m === "*/30" ? "*/30" : m;
      const hour = h === "*/30" ? "*" : h;
      const next = nextCron(`${minute} ${hour} * * *`, zone, after);
      if (next === null) throw new Error("never");
      expect(next > after).toBe(true);
      const today = wallClock(after, zoneFrom(zone) as Zone).date;
      expect(wallClock(next, zoneFrom(zone) as Zone).date <= plusDays(today, 1)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it.each([
  ["* * * *", "it has to have five fields"],
  ["* * * * * *", "it has to have five fields"],
  ["@daily", "it has to have five fields"],
  ["? * * * *", "it has to have five fields"],
  ["61 * * * *", "Invalid value for minute: 61"],
  ["0 0 30 2 *", "no day ever matches it"],
  ["0 0 30 FEB *", "no day ever matches it"],
])("refuses the pattern %s", (pattern, why) => {
  expect(cronFault(pattern)).toContain(why);
  expect(nextCron(pattern, "UTC", at("2026-01-09T09:00:00Z"))).toBeNull();
});

it.each(["0 9 29 2 *", "0 9 L * *", "*/5 8-18 * JAN,FEB MON-FRI", "0 9 * * FRI#2"])(
  "knows the pattern %s",
  (pattern) => expect(cronFault(pattern)).toBeNull(),
);

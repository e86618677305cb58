import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, type Instant, plusMs, wallClock, type Zone } from "#core/kernel/time";
import { quietUntil } from "#core/policy/quiet-hours";
import type { QuietHours } from "#core/tenant/settings";
import { allZones, changesOfClocks, zone } from "#test/support/zones";

const hourMs = 3_600_000;
const overnight: QuietHours = { from: "20:00", until: "09:00" };
const newYork = "America/New_York";

describe("quiet hours", () => {
  it.each([
    ["in the morning", "2026-03-03T14:00:00Z", null],
    ["in the last minute of the day", "2026-03-04T00:59:59.999Z", null],
    ["from their first moment", "2026-03-04T01:00:00Z", "2026-03-04T14:00:00.000Z"],
    ["after midnight", "2026-03-04T06:00:00Z", "2026-03-04T14:00:00.000Z"],
    ["until their last moment", "2026-03-04T13:59:59.999Z", "2026-03-04T14:00:00.000Z"],
    ["over the night the clocks go forward", "2026-03-08T02:00:00Z", "2026-03-08T13:00:00.000Z"],
    ["over the night they go back", "2026-11-01T01:00:00Z", "2026-11-01T14:00:00.000Z"],
  ])("over midnight, %s", (_story, now, until) => {
    expect(quietUntil(at(now), zone(newYork), overnight)).toBe(until);
  });

  it.each([
    ["before", "2026-03-03T16:59:00Z", null],
    ["within", "2026-03-03T17:00:00Z", "2026-03-03T18:30:00.000Z"],
    ["after", "2026-03-03T18:30:00Z", null],
  ])("by day, %s", (_story, now, until) => {
    const siesta = { from: "12:00", until: "13:30" };
    expect(quietUntil(at(now), zone(newYork), siesta)).toBe(until);
  });

  it("are never, where they begin when they end", () => {
    const never = { from: "09:00", until: "09:00" };
    expect(quietUntil(at("2026-03-03T14:00:00Z"), zone(newYork), never)).toBeNull();
  });

  it("may end at midnight", () => {
    const evening = { from: "20:00", until: "00:00" };
    expect(quietUntil(at("2026-03-04T01:00:00Z"), zone(newYork), evening)).toBe(
      "2026-03-04T05:00:00.000Z",
    );
  });

  it("end with the gap, where the clocks jump over their end", () => {
    const night = { from: "20:00", until: "02:30" };
    expect(quietUntil(at("2026-03-08T06:00:00Z"), zone(newYork), night)).toBe(
      "2026-03-08T07:00:00.000Z",
    );
  });

  it("end once more in the hour that comes twice", () => {
    const night = { from: "20:00", until: "01:15" };
    const zoned = zone(newYork);
    expect(quietUntil(at("2026-11-01T05:05:00Z"), zoned, night)).toBe("2026-11-01T05:15:00.000Z");
    expect(quietUntil(at("2026-11-01T05:20:00Z"), zoned, night)).toBeNull();
    expect(quietUntil(at("2026-11-01T06:05:30Z"), zoned, night)).toBe("2026-11-01T06:15:00.000Z");
  });

  it("last through the morning of a day that was skipped", () => {
    expect(quietUntil(at("2011-12-30T08:00:00Z"), zone("Pacific/Apia"), overnight)).toBe(
      "2011-12-30T19:00:00.000Z",
    );
  });

  it("are refused where they are no times of day", () => {
    const wrong = { from: "8pm", until: "09:00" };
    expect(() => quietUntil(at("2026-03-03T14:00:00Z"), zone(newYork), wrong)).toThrow(
      'Cannot read a time of day from "8pm"',
    );
  });

  it("end in every zone at an allowed minute, within a day, through both changes of the clocks", () => {
    const wrong = allZones.flatMap((name) =>
      changesOfClocks(name, 2026).flatMap((change) =>
        [-30, -9, -0.75, 0, 0.75, 20].flatMap((hours) =>
          wrongIn(plusMs(change, hours * hourMs), name, overnight),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("end at the next allowed minute for any hours, near any change of the clocks", () => {
    const clock = fc.integer({ min: 0, max: 1439 }).map(clockText);
    fc.assert(
      fc.property(
        fc.constantFrom(...allZones),
        fc.nat(1),
        fc.integer({ min: -36 * hourMs, max: 36 * hourMs }),
        fc.record({ from: clock, until: clock }),
        (name, which, ms, hours) => {
          const changes = changesOfClocks(name, 2026);
          const change = changes[which % changes.length] ?? at("2026-01-01T00:00:00Z");
          expect(wrongIn(plusMs(change, ms), name, hours)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** What does not hold of the end of the quiet hours as it is told for a moment. */
const wrongIn = (now: Instant, name: Zone, hours: QuietHours): readonly string[] => {
  const until = quietUntil(now, name, hours);
  const promises: Readonly<Record<string, boolean>> = {
    "is told in quiet hours alone": (until === null) === isAllowed(now, name, hours),
    ...(until !== null && {
      "lies ahead": until > now,
      "is allowed": isAllowed(until, name, hours),
      "is not preceded by what is allowed": !isAllowed(plusMs(until, -1), name, hours),
      // A window shorter than a jump of the clocks can be jumped over once.
      "comes within a day": until <= plusMs(now, (minutesAllowed(hours) < 180 ? 49 : 25) * hourMs),
    }),
  };
  return Object.keys(promises)
    .filter((promise) => promises[promise] !== true)
    .map((promise) => `${name} at ${now}, until ${until}: not one that ${promise}`);
};

/** Said by the clock on the wall alone. */
const isAllowed = (instant: Instant, name: Zone, { from, until }: QuietHours): boolean => {
  const clock = clockText(wallClock(instant, name).minuteOfDay);
  if (from === until) return true;
  return from < until ? clock < from || clock >= until : clock >= until && clock < from;
};

const minutesAllowed = ({ from, until }: QuietHours): number => {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return (minutes(from) - minutes(until) + 1440) % 1440;
};

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { at, durationMsFrom, fromWall, plusDays, plusMs, wallClock } from "#core/kernel/time";
import { allZones, changesOfClocks, trueChangesOfClocks, wallOf, zone } from "#test/support/zones";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe("a time on the wall", () => {
  it("comes back as itself in every zone, but in a gap", () => {
    const around = [-1_500, -90, -30, -1, 0, 1, 15, 30, 59, 60, 90, 1_500];
    const wrong = allZones.flatMap((name) => {
      const moments = changesOfClocks(name, 2026).flatMap((change) =>
        around.map((minutes) => plusMs(change, minutes * 60_000)),
      );
      return moments.flatMap((moment) => {
        const wall = wallOf(moment, name);
        const first = fromWall(wall, name);
        if (first === moment) return []; // Its wall is the same moment's.
        return first < moment && wallOf(first, name) === wall ? [] : [[name, moment, first]];
      });
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ["the gap's first minute", "America/New_York", "2026-03-08T02:00", "2026-03-08T07:00:00.000Z"],
    ["the gap's last minute", "America/New_York", "2026-03-08T02:59", "2026-03-08T07:00:00.000Z"],
    ["right after the gap", "America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00.000Z"],
    ["right before the gap", "America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00.000Z"],
    ["the first of two", "America/New_York", "2026-11-01T01:00", "2026-11-01T05:00:00.000Z"],
    ["right after the overlap", "America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00.000Z"],
    [
      "a midnight that was skipped",
      "America/Santiago",
      "2026-09-06T00:00",
      "2026-09-06T04:00:00.000Z",
    ],
    ["a day that was skipped", "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00.000Z"],
  ])("%s", (_story, name, wall, expected) => {
    expect(fromWall(wall, zone(name))).toBe(expected);
  });

  it.each(["2026-02-30T09:00", "2026-03-08T24:00", "2026-03-08", "2026-03-08T09:00Z", "noon"])(
    "is not read from %s",
    (wall) => {
      expect(() => fromWall(wall, zone("UTC"))).toThrow(`Cannot read a local time from "${wall}"`);
    },
  );

  it("shows what the zone data shows around every change of the clocks, also where one fell between quarters", () => {
    const around = allZones.flatMap((name) =>
      [2011, 2026].flatMap((year) =>
        trueChangesOfClocks(name, year).flatMap((change) =>
          [-900_001, -1, 0, 1, 899_999].map((byMs) => [name, plusMs(change, byMs)] as const),
        ),
      ),
    );
    const monrovia = zone("Africa/Monrovia"); // The clocks went on there by 44 minutes and 30 seconds.
    const before = ["1972-01-07T00:44:29.999Z", "1972-01-07T00:44:30.000Z"].map(
      (text) => [monrovia, at(text)] as const,
    );
    const wrong = [...around, ...before].filter(([name, moment]) => {
      const { date, minuteOfDay, weekday } = wallClock(moment, name);
      const local = Temporal.Instant.from(moment).toZonedDateTimeISO(name);
      const shown = `${local.toPlainDate().toString()} ${local.hour * 60 + local.minute} ${local.dayOfWeek}`;
      return `${date} ${minuteOfDay} ${weekday}` !== shown;
    });
    expect(wrong).toEqual([]);
  });

  it("tells date, minute and weekday", () => {
    expect(wallClock(at("2026-03-01T18:20:59Z"), zone("Asia/Kathmandu"))).toEqual({
      date: "2026-03-02",
      minuteOfDay: 5,
      weekday: 1,
    });
  });

  it("counts days on the calendar", () => {
    expect(plusDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(plusDays("2026-01-01", -1)).toBe("2025-12-31");
  });
});

describe("a duration", () => {
  it.each([
    ["48h", 48 * hourMs],
    ["90m", 1.5 * hourMs],
    ["2h30m", 2.5 * hourMs],
    ["1d12h", 36 * hourMs],
    ["15s", 15_000],
    ["0s", 0],
    ["PT48H", 48 * hourMs],
    ["P2D", 2 * dayMs],
    ["P1W", 7 * dayMs],
    ["PT1.5H", 1.5 * hourMs],
    ["PT0.25S", 250],
  ])("%s", (text, ms) => {
    expect(durationMsFrom(text)).toBe(ms);
  });

  it.each(["", "P", "PT", "48", "h", "48H", "-2h", "-P2D", "1.5h", "2m1h", "48 h", "two days"])(
    "is not read from %j",
    (text) => {
      expect(durationMsFrom(text)).toBeNull();
    },
  );

  it.each(["P1M", "P1Y", "P1Y2DT3H"])(
    "is not read from %s: no two months are equally long",
    (text) => {
      expect(durationMsFrom(text)).toBeNull();
    },
  );

  it("is not read beyond what the calendar holds", () => {
    expect(durationMsFrom(`${"9".repeat(30)}d`)).toBeNull();
  });
});

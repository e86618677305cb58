import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  at,
  daysBefore,
  earliest,
  epochMs,
  fromEpochMs,
  hoursBefore,
  type Instant,
  instantFrom,
  msBetween,
  plusMs,
  type Zone,
  zoneFrom,
} from "#core/kernel/time";
import { allZones, changesOfClocks, wallOf, zone } from "#test/support/zones";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe("an instant", () => {
  it.each([
    ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00:00.123456Z", "2026-03-02T09:00:00.123Z"],
    ["2026-03-02T09:00:00.999999999+05:45", "2026-03-02T03:15:00.999Z"],
    ["2026-03-02T00:30:00-10:00", "2026-03-02T10:30:00.000Z"],
    ["1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("%s is spelled %s", (text, spelled) => {
    expect(instantFrom(text)).toBe(spelled);
  });

  it.each([
    "",
    "tomorrow",
    "2026-03-02",
    "2026-03-02T09:00:00",
    "2026-02-30T09:00:00Z",
    "2026-03-02T25:00:00Z",
  ])("is not read from %j", (text) => {
    expect(instantFrom(text)).toBeNull();
  });

  it.each(["+010000-01-01T00:00:00Z", "-000001-12-31T23:59:59Z", "9999-12-31T23:59:59-01:00"])(
    "is not read from %s: its spelling would not keep the order",
    (text) => {
      expect(instantFrom(text)).toBeNull();
    },
  );

  it("throws where a literal in the code is none", () => {
    expect(() => at("noon")).toThrow('Cannot read an instant from "noon"');
  });

  it("is ordered by its spelling, and keeps its milliseconds", () => {
    const range = { min: -62_167_219_200_000, max: 253_402_300_799_999 };
    fc.assert(
      fc.property(fc.integer(range), fc.integer(range), (one, other) => {
        expect(fromEpochMs(one) < fromEpochMs(other)).toBe(one < other);
        expect(epochMs(fromEpochMs(one))).toBe(one);
      }),
    );
  });

  it("knows which centuries have a leap day", () => {
    for (let year = 0; year < 10_000; year += 100)
      for (const day of ["02-28", "02-29", "03-01", "12-31", "01-01"]) {
        const text = `${String(year).padStart(4, "0")}-${day}T23:59:59.999Z`;
        if (instantFrom(text) === null) continue;
        expect(fromEpochMs(Temporal.Instant.from(text).epochMilliseconds)).toBe(text);
        expect(epochMs(text as Instant)).toBe(Temporal.Instant.from(text).epochMilliseconds);
      }
  });

  it("is spelled and read as Temporal does it, over all the years and at every end of a day", () => {
    const moment = fc.oneof(
      fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
      fc
        .tuple(fc.integer({ min: -719_527, max: 2_932_896 }), fc.constantFrom(-1, 0, 1))
        .map(([day, ms]) => Math.max(-62_167_219_200_000, day * 86_400_000 + ms)),
    );
    fc.assert(
      fc.property(moment, (ms) => {
        const text = Temporal.Instant.fromEpochMilliseconds(ms).toString({
          fractionalSecondDigits: 3,
        });
        expect(fromEpochMs(ms)).toBe(text);
        expect(epochMs(text as Instant)).toBe(ms);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read as Temporal reads it, or by neither, however odd the date, the time and the fraction", () => {
    const upTo = (most: number, width: number) =>
      fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(width, "0"));
    const fraction = fc.oneof(
      fc.constant(""),
      fc.stringMatching(/^\.\d{0,10}$/),
      fc.constantFrom(".999999999", ",5"),
    );
    const written = fc
      .tuple(
        upTo(9_999, 4),
        upTo(14, 2),
        upTo(33, 2),
        upTo(25, 2),
        upTo(61, 2),
        upTo(61, 2),
        fraction,
      )
      .map(([y, mo, d, h, mi, s, f]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`);
    const asTemporal = (text: string): string | null => {
      try {
        return Temporal.Instant.from(text)
          .round({ smallestUnit: "millisecond", roundingMode: "floor" })
          .toString({ fractionalSecondDigits: 3 });
      } catch {
        return null;
      }
    };
    fc.assert(
      fc.property(written, (text) => {
        expect(instantFrom(text)).toBe(asTemporal(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it("adds and measures", () => {
    const noon = at("2026-03-02T12:00:00Z");
    expect(msBetween(noon, plusMs(noon, 90_000))).toBe(90_000);
    expect(plusMs(noon, -dayMs)).toBe("2026-03-01T12:00:00.000Z");
  });

  it("finds the earliest among those that are set", () => {
    const [one, two] = [at("2026-03-02T12:00:00Z"), at("2026-03-02T13:00:00Z")];
    expect(earliest([null, two, one, null])).toBe(one);
    expect(earliest([null])).toBeNull();
  });
});

describe("a zone", () => {
  it.each(["UTC", "America/Port-au-Prince", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])(
    "%s is known",
    (name) => {
      expect(zoneFrom(name)).toBe(name);
    },
  );

  it("is spelled one way, however it was written", () => {
    expect(zoneFrom("america/new_york")).toBe("America/New_York");
  });

  it.each(["", "+02:00", "UTC+2", "Mars/Base", "America/New_York/", "constructor", "Z", " UTC"])(
    "%j is none",
    (name) => {
      expect(zoneFrom(name)).toBeNull();
    },
  );

  it("is known under every name that the machine lists", () => {
    expect(allZones.filter((name) => zoneFrom(name) !== name)).toEqual([]);
  });
});

/** Visits around both changes of the clocks in 2026, at times that the change touches. */
const visitsAround = (name: Zone): readonly Instant[] =>
  changesOfClocks(name, 2026).flatMap((change) =>
    [0.5, 24.5, 48, 48.5].map((hours) => plusMs(change, hours * hourMs)),
  );

describe("48 hours before", () => {
  it("is 48 hours of a stopwatch in every zone, through both changes of the clocks", () => {
    const wrong = allZones.flatMap((name) =>
      visitsAround(name).filter(
        (start) => msBetween(hoursBefore(start, 48), start) !== 48 * hourMs,
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe("two days before, at the same local time", () => {
  it("shows the same time of day in every zone, or the first moment after a gap", () => {
    const wrong = allZones.flatMap((name) =>
      visitsAround(name).filter((start) => {
        const wanted = Temporal.PlainDateTime.from(wallOf(start, name)).subtract({ days: 2 });
        return !isFirstShowing(daysBefore(start, 2, name), wanted, name);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["New York, spring", "America/New_York", "2026-03-09T14:00:00Z", "2026-03-07T15:00:00.000Z"],
    ["New York, autumn", "America/New_York", "2026-11-02T15:00:00Z", "2026-10-31T14:00:00.000Z"],
    [
      "New York, into the gap",
      "America/New_York",
      "2026-03-10T06:30:00Z",
      "2026-03-08T07:00:00.000Z",
    ],
    [
      "New York, into the overlap",
      "America/New_York",
      "2026-11-03T06:30:00Z",
      "2026-11-01T05:30:00.000Z",
    ],
    ["Berlin, spring", "Europe/Berlin", "2026-03-30T07:00:00Z", "2026-03-28T08:00:00.000Z"],
    ["Berlin, into the gap", "Europe/Berlin", "2026-03-31T00:30:00Z", "2026-03-29T01:00:00.000Z"],
    [
      "Berlin, into the overlap",
      "Europe/Berlin",
      "2026-10-27T01:30:00Z",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "Lord Howe, half an hour",
      "Australia/Lord_Howe",
      "2026-10-04T23:00:00Z",
      "2026-10-02T23:30:00.000Z",
    ],
    [
      "Lord Howe, into the gap",
      "Australia/Lord_Howe",
      "2026-10-05T15:15:00Z",
      "2026-10-03T15:30:00.000Z",
    ],
    [
      "Lord Howe, into the overlap",
      "Australia/Lord_Howe",
      "2026-04-06T15:15:00Z",
      "2026-04-04T14:45:00.000Z",
    ],
    [
      "Casablanca, into Ramadan's clock",
      "Africa/Casablanca",
      "2026-02-16T10:00:00Z",
      "2026-02-14T09:00:00.000Z",
    ],
    [
      "Casablanca, out of it",
      "Africa/Casablanca",
      "2026-03-23T09:00:00Z",
      "2026-03-21T10:00:00.000Z",
    ],
    [
      "Apia, onto the day that never was",
      "Pacific/Apia",
      "2011-12-31T20:00:00Z",
      "2011-12-30T10:00:00.000Z",
    ],
    ["Apia, across it", "Pacific/Apia", "2012-01-01T20:00:00Z", "2011-12-30T20:00:00.000Z"],
    [
      "Kathmandu, where nothing changes",
      "Asia/Kathmandu",
      "2026-03-29T04:15:00Z",
      "2026-03-27T04:15:00.000Z",
    ],
  ])("%s", (_story, name, start, expected) => {
    expect(daysBefore(at(start), 2, zone(name))).toBe(expected);
  });

  it("differs from 48 hours by the change of the clocks", () => {
    const start = at("2026-03-09T14:00:00Z");
    const newYork = zone("America/New_York");
    expect(msBetween(daysBefore(start, 2, newYork), start)).toBe(47 * hourMs);
    expect(msBetween(hoursBefore(start, 48), start)).toBe(48 * hourMs);
    expect(wallOf(hoursBefore(start, 48), newYork)).toBe("2026-03-07T09:00:00");
    expect(wallOf(daysBefore(start, 2, newYork), newYork)).toBe("2026-03-07T10:00:00");
  });
});

/** Said without the code under test: it shows that time and no earlier moment does, or it ends the gap. */
const isFirstShowing = (moment: Instant, wanted: Temporal.PlainDateTime, name: Zone): boolean => {
  const shown = wallOf(moment, name);
  if (shown === wanted.toString({ smallestUnit: "second" })) {
    const threeHoursEarlier = plusMs(moment, -3 * hourMs);
    const showings = changesIn(threeHoursEarlier, moment, name).map((change) =>
      wallOf(plusMs(moment, -change), name),
    );
    return !showings.includes(shown);
  }
  return shown > wanted.toString() && wallOf(plusMs(moment, -1), name) < wanted.toString();
};

/** By how much the clocks went back between two moments, if they did. */
const changesIn = (from: Instant, to: Instant, name: Zone): readonly number[] => {
  const offset = (instant: Instant) =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;
  const back = offset(from) - offset(to);
  return back > 0 ? [back] : [];
};

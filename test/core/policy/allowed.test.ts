import fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { at, type Instant, plusMs, wallClock, type Zone, zoneFrom } from "#core/kernel/time";
import { firstAllowed, type Weekday, type WeekHours, withinHours } from "#core/policy/allowed";
import { allowedIn, placesOf } from "#core/policy/places";
import { quietUntil } from "#core/policy/quiet-hours";
import { areaCodes } from "#core/policy/rules/area-codes";
import { stateHours } from "#core/policy/rules/us-states";
import type { QuietHours } from "#core/tenant/settings";
import { allZones, changesOfClocks, zone } from "#test/support/zones";

const hourMs = 3_600_000;
const minuteMs = 60_000;
const overnight: QuietHours = { from: "20:00", until: "09:00" };
const newYork = zone("America/New_York");
const losAngeles = zone("America/Los_Angeles");

const allowed = (now: string, phone: string, appointment: Zone = newYork): Instant | null =>
  allowedIn(at(now), placesOf(phone, appointment), overnight);

describe("where somebody could be", () => {
  it("is where the visit is, and where the number is at home", () => {
    expect(placesOf("+12125550123", losAngeles)).toEqual([
      { zone: "America/Los_Angeles", state: null },
      { zone: "America/New_York", state: "NY" },
    ]);
  });

  it("is both zones of an area code that lies over two", () => {
    const zones = placesOf("+18505550123", newYork).map((place) => place.zone);
    expect(zones).toEqual(["America/New_York", "America/New_York", "America/Chicago"]);
  });

  it.each([
    ["from abroad", "+442079460123"],
    ["with an area code that nobody knows", "+15005550123"],
    ["that is erased", "[erased]"],
  ])("is where the visit is alone for a number %s", (_story, phone) => {
    expect(placesOf(phone, newYork)).toEqual([{ zone: newYork, state: null }]);
  });

  it("has zones that this machine knows, and states by their two letters", () => {
    for (const [code, { state, zones }] of areaCodes) {
      expect(`${code} ${state}`).toMatch(/^[2-9]\d\d [A-Z]{2}$/);
      for (const name of zones) expect(zoneFrom(name)).not.toBeNull();
    }
    const states = new Set([...areaCodes.values()].map(({ state }) => state));
    expect(Object.keys(stateHours).filter((state) => !states.has(state))).toEqual([]);
  });
});

describe("the table of area codes", () => {
  /** Overlays of the last years, which the library's own table of numbers does not have yet. */
  const recent = "357 436 457 471 621 624 679 729 837 861 924".split(" ");
  /** Federal law holds there, too: Puerto Rico, Guam, the Northern Marianas, American Samoa, the Virgin Islands. */
  const territories = "PR GU MP AS VI".split(" ");
  /** The smaller territories have given out few exchanges: 642 in the Virgin Islands, 633 in Samoa. */
  const countryOf = (code: string) =>
    ["2345678", "6421234", "6331234"]
      .map((local) => parsePhoneNumberFromString(`+1${code}${local}`))
      .find((number) => number?.isValid() === true);

  it("names no code that is not one of the United States", () => {
    const strange = [...areaCodes.keys()].filter(
      (code) => !["US", ...territories].includes(countryOf(code)?.country ?? ""),
    );
    expect(strange.toSorted()).toEqual(recent);
  });

  it("leaves out no code that has a place there", () => {
    const all = Array.from({ length: 800 }, (_, index) => String(200 + index));
    const missing = all.filter((code) => {
      const number = countryOf(code);
      const isPlaced = number?.country === "US" && number.getType() === "FIXED_LINE_OR_MOBILE";
      return (isPlaced || territories.includes(number?.country ?? "")) && !areaCodes.has(code);
    });
    expect(missing).toEqual([]);
  });
});

describe("the strictest place", () => {
  it("is the number's home, where it is earlier there", () => {
    // Half past nine in New York is half past six in Los Angeles.
    expect(allowed("2026-03-03T14:30:00Z", "+12135550123")).toBe("2026-03-03T17:00:00.000Z");
  });

  it("is a territory across the Pacific as well as a state", () => {
    // Ten in the morning in New York is one at night in Guam.
    expect(allowed("2026-12-13T15:00:00Z", "+16715550123")).toBe("2026-12-13T23:00:00.000Z");
  });

  it("is the visit's, where it is later there", () => {
    // Half past five in Los Angeles is half past eight in the evening in New York.
    expect(allowed("2026-03-04T01:30:00Z", "+12135550123")).toBe("2026-03-04T17:00:00.000Z");
  });

  it.each([
    ["Rhode Island, after six", "2026-03-03T23:30:00Z", "+14015550123", "2026-03-04T14:00:00.000Z"],
    [
      "Rhode Island on Saturday",
      "2026-03-07T14:30:00Z",
      "+14015550123",
      "2026-03-07T15:00:00.000Z",
    ],
    ["Texas on Sunday", "2026-03-01T15:30:00Z", "+12145550123", "2026-03-01T18:00:00.000Z"],
    ["Texas on Monday", "2026-03-02T15:30:00Z", "+12145550123", "2026-03-02T15:30:00.000Z"],
  ])("is the law of %s", (_story, now, phone, until) => {
    expect(allowed(now, phone, newYork)).toBe(until);
  });

  it("is the federal law, where a business allows itself more", () => {
    const late = { from: "23:00", until: "05:00" };
    const places = placesOf("+14045550123", newYork);
    expect(allowedIn(at("2026-03-04T02:30:00Z"), places, late)).toBe("2026-03-04T13:00:00.000Z");
  });

  it("leaves no moment at all where the days do not meet", () => {
    // Nine to eight in Kolkata is half past ten in the evening to half past nine in New York.
    const places = [
      { zone: newYork, state: null },
      { zone: zone("Asia/Kolkata"), state: null },
    ];
    const office = { from: "17:00", until: "10:00" };
    expect(allowedIn(at("2026-03-03T14:30:00Z"), places, office)).toBeNull();
  });
});

const clock = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => [Math.floor(minute / 60), minute % 60])
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const dayHours = fc
  .tuple(clock, clock)
  .map(([one, other]) => (one < other ? { from: one, until: other } : { from: other, until: one }))
  .filter(({ from, until }) => from < until);
const weekHours: fc.Arbitrary<WeekHours> = fc
  .tuple(dayHours, dayHours, dayHours)
  .map(([day, saturday, sunday]) => ({
    1: day,
    2: day,
    3: day,
    4: day,
    5: day,
    6: saturday,
    7: sunday,
  }));

describe("the first allowed moment", () => {
  it("is allowed by every rule, and no minute before it is, in any zones, near any change of the clocks", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom(...allZones), fc.constantFrom(...allZones)),
        fc.tuple(fc.nat(1), fc.integer({ min: -60, max: 60 })),
        fc.tuple(weekHours, clock, clock),
        ([one, other], [which, hours], [week, from, until]) => {
          const changes = changesOfClocks(one, 2026);
          const now = plusMs(
            changes[which % changes.length] ?? at("2026-03-03T00:00:00Z"),
            hours * hourMs,
          );
          const quiet = { from, until };
          const isAllowed = (moment: Instant): boolean =>
            isWithin(moment, one, week) && !isQuiet(moment, other, quiet);
          const found = firstAllowed(now, [
            withinHours(one, week),
            (moment) => quietUntil(moment, other, quiet),
          ]);
          const end = found ?? plusMs(now, 7 * 24 * hourMs);
          let earlier = now;
          while (earlier < end && !isAllowed(earlier)) earlier = plusMs(earlier, 7 * minuteMs);
          expect(earlier >= end).toBe(true);
          if (found === null) return;
          expect(isAllowed(found)).toBe(true);
          if (found > now) expect(isAllowed(plusMs(found, -1))).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Said by the calendar and the clock on the wall alone. */
const isWithin = (moment: Instant, name: Zone, week: WeekHours): boolean => {
  const { minuteOfDay, weekday } = wallClock(moment, name);
  const { from, until } = week[weekday as Weekday];
  return minutes(from) <= minuteOfDay && minuteOfDay < minutes(until);
};

/** The same of hours that may run over midnight. */
const isQuiet = (moment: Instant, name: Zone, { from, until }: QuietHours): boolean => {
  const { minuteOfDay } = wallClock(moment, name);
  const [isBegun, isOver] = [minutes(from) <= minuteOfDay, minutes(until) <= minuteOfDay];
  return minutes(from) <= minutes(until) ? isBegun && !isOver : isBegun || !isOver;
};

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

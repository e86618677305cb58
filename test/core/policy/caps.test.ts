import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, type Instant, plusMs, wallClock } from "#core/kernel/time";
import { brokenCap } from "#core/policy/caps";
import type { Cap } from "#core/policy/sending-rules";
import { changesOfClocks, zone } from "#test/support/zones";

const hourMs = 3_600_000;
const newYork = zone("America/New_York");
const losAngeles = zone("America/Los_Angeles");
const texts: Cap = { name: "daily_cap", counts: "texts", most: 3, days: 1 };
const oneADay: Cap = { name: "reminder_daily_cap", counts: "reminders", most: 1, days: 1 };
const threeAWeek: Cap = { name: "reminder_weekly_cap", counts: "reminders", most: 3, days: 7 };
const healthcare = [texts, oneADay, threeAWeek];

const noon = at("2026-03-04T17:00:00Z"); // Wednesday, in New York.
const reminders = (...moments: readonly string[]) =>
  moments.map((moment) => ({ at: at(moment), isReminder: true }));
const answers = (...moments: readonly string[]) =>
  moments.map((moment) => ({ at: at(moment), isReminder: false }));

const ask = (
  gone: Parameters<typeof brokenCap>[0]["gone"],
  other: Partial<Parameters<typeof brokenCap>[0]> = {},
) => brokenCap({ now: noon, zones: [newYork], gone, isReminder: true, ...other }, healthcare);

describe("caps", () => {
  it("let the first reminder of a day go, and no second one before midnight where the customer is", () => {
    expect(ask([])).toBeNull();
    expect(ask(reminders("2026-03-03T23:00:00Z"))).toBeNull();
    expect(ask(reminders("2026-03-04T14:00:00Z"))).toEqual({
      why: "reminder_daily_cap",
      until: "2026-03-05T05:00:00.000Z",
    });
  });

  it("count an answer to the customer among the day's texts, and not among its reminders", () => {
    const three = answers("2026-03-04T14:00:00Z", "2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z");
    expect(ask(three.slice(1))).toBeNull();
    expect(ask(reminders("2026-03-04T14:00:00Z"), { isReminder: false })).toBeNull();
    expect(ask(three, { isReminder: false })).toMatchObject({ why: "daily_cap" });
  });

  it("are full with three reminders in seven days, until the first of them is a week old", () => {
    const three = reminders("2026-02-26T15:00:00Z", "2026-02-28T15:00:00Z", "2026-03-02T15:00:00Z");
    expect(ask(three)).toEqual({ why: "reminder_weekly_cap", until: "2026-03-05T05:00:00.000Z" });
    expect(ask(three, { now: at("2026-03-05T05:00:00Z") })).toBeNull();
  });

  it("hold in every zone in which the customer could be", () => {
    // Ten in the evening in Los Angeles is the next day in New York.
    const gone = reminders("2026-03-04T06:00:00Z");
    expect(ask(gone, { zones: [losAngeles] })).toBeNull();
    expect(ask(gone, { zones: [losAngeles, newYork] })).toMatchObject({
      until: "2026-03-05T05:00:00.000Z",
    });
  });

  it("never let more through than they say, and do let through at the moment that they name", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 * 24 }), { minLength: 1, maxLength: 60 }),
        fc.nat(1),
        (hours, which) => {
          const start = changesOfClocks(newYork, 2026)[which] ?? noon;
          const gone: { at: Instant; isReminder: boolean }[] = [];
          for (const hour of hours.toSorted((one, other) => one - other)) {
            const now = plusMs(start, (hour - 10 * 24) * hourMs);
            const broken = ask(gone, { now });
            if (broken === null) gone.push({ at: now, isReminder: true });
            else expect(ask(gone, { now: broken.until })?.why).not.toBe(broken.why);
          }
          const days = gone.map((one) => wallClock(one.at, newYork).date);
          expect(new Set(days).size).toBe(days.length);
          for (const day of days) expect(withinAWeekOf(day, days)).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 100 },
    );
  });
});

const withinAWeekOf = (day: string, days: readonly string[]): number =>
  days.filter((other) => {
    const apart = (Date.parse(day) - Date.parse(other)) / (24 * hourMs);
    return apart >= 0 && apart < 7;
  }).length;

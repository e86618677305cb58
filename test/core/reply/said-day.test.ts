import { describe, expect, it } from "vitest";
import { at, type Zone } from "#core/kernel/time";
import { plainWords } from "#core/reply/plain-words";
import { isOn, quotedDays, saidDays } from "#core/reply/said-day";

const newYork = "America/New_York" as Zone;
/** A Monday in New York, and Tuesday in UTC already. */
const now = at("2026-03-03T01:00:00Z");
const on = (text: string, start: string, zone: Zone | null = newYork): boolean =>
  isOn(saidDays(plainWords(text)), { start: at(start), zone }, now);

const [tuesday, friday] = ["2026-03-03T15:00:00Z", "2026-03-06T15:00:00Z"];
const [nextSunday, nextMonday] = ["2026-03-08T15:00:00Z", "2026-03-09T15:00:00Z"];

describe("the day that an answer names", () => {
  it.each([
    ["See you Friday", friday],
    ["yes fri thanks", friday],
    ["Nos vemos el viernes", friday],
    ["ok tomorrow", tuesday],
    ["sí, mañana en la mañana", tuesday],
    ["pasado mañana", "2026-03-04T15:00:00Z"],
    ["el viernes en la mañana", friday],
    ["see you next week", nextMonday],
    ["see you next week", nextSunday], // Where the week begins on Sunday.
    ["see you this week", nextSunday], // Where it begins on Monday.
    ["See you this week", friday],
    ["Yes, both", friday],
    ["tonight", "2026-03-03T03:00:00Z"],
  ])("%s is that of a visit at %s", (text, start) => expect(on(text, start)).toBe(true));

  it.each([
    ["yes on monday", friday],
    ["See you Friday", tuesday],
    ["ok tomorrow", friday],
    ["Yes, next week", friday],
    ["see you this week", nextMonday],
    ["hoy", tuesday],
    ["mañana viernes", friday],
  ])("%s is not that of a visit at %s", (text, start) => expect(on(text, start)).toBe(false));

  it("may be the day of any place where nobody knows the zone", () => {
    expect(on("see you Tuesday", tuesday, null)).toBe(true);
    expect(on("see you Friday", tuesday, null)).toBe(false);
  });

  it("stands in a text of ours before its month, and in a clinic's name it is no day", () => {
    expect(quotedDays("Sun City Dental: we'll see you on Fri, Dec 4 at 10:00 AM")).toEqual([
      { weekday: 5 },
    ]);
    expect(quotedDays("la esperamos el mié, 4 dic a las 10:00")).toEqual([{ weekday: 3 }]);
  });
});

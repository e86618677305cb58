import { describe, expect, it } from "vitest";
import { at, type Zone } from "#core/kernel/time";
import { inGsmLetters } from "#core/message/gsm-letters";
import { longestValues } from "#core/message/longest";
import type { TextRules } from "#core/message/rules";
import { segmentsOf } from "#core/message/segments";
import { spokenClock, zoneNote } from "#core/message/values";

const rulesFor = (locale: string): TextRules => ({
  version: 1,
  optOutNotice: "Reply STOP to opt out.",
  gsm7Only: true,
  segments: { default: 1, exceptions: {} },
  locales: [locale],
  limits: { clinicName: 30, clinicPhone: 16, link: 120 },
});

const unitsOf = (text: string): number => segmentsOf(inGsmLetters(text)).units;

/** Every day of a year, each at another hour. */
const days = Array.from({ length: 365 }, (_, index) => {
  const noon = Date.UTC(2027, 0, 1 + index, index % 24, 59);
  return at(new Date(noon).toISOString());
});

describe("the longest values", () => {
  it("are those of one text at its worst", () => {
    const values = longestValues(rulesFor("en-US"));
    expect(values.at(-1)?.appointment.zone_note).toHaveLength(" GMT+12:45".length);
    expect(values[0]?.appointment.day).toHaveLength("Wed, Nov 25".length);
    expect(values[0]?.appointment.time).toHaveLength("12:30 PM".length);
    expect(values[0]?.clinic.name).toHaveLength(30);
    expect(values[0]?.clinic.phone).toHaveLength(16);
    expect(values[0]?.links.reschedule).toHaveLength(120);
    expect(values.at(-1)?.deposit.link).toHaveLength(120);
  });

  it("come with links and without, with the note of a zone and without, confirmed and not", () => {
    const kinds = longestValues(rulesFor("en-US")).map(({ appointment, links, is_confirmed }) =>
      [appointment.zone_note, links.reschedule, links.cancel, is_confirmed].map(Boolean).join(),
    );
    expect(new Set(kinds).size).toBe(16);
  });

  it.each(["en-US", "en-GB", "es-US", "fr-CA", "de-DE"])(
    "are not outdone by any day, hour or zone in %s",
    (locale) => {
      const values = longestValues(rulesFor(locale)).map(({ appointment }) => appointment);
      const longer = (part: "day" | "time" | "zone_note", texts: readonly string[]) => {
        const bound = Math.max(...values.map((one) => unitsOf(one[part])));
        return texts.filter((text) => unitsOf(text) > bound);
      };
      const zones = ["UTC", "Etc/GMT+12", "Etc/GMT-14", ...Intl.supportedValuesOf("timeZone")];
      const seasons = [at("2026-01-15T12:00:00Z"), at("2026-07-15T12:00:00Z")];
      const spoken = days.map((day) => spokenClock(locale, "UTC" as Zone, day));
      const notes = zones.flatMap((zone) =>
        seasons.map((season) => zoneNote(locale, zone as Zone, season)),
      );

      expect(
        longer(
          "day",
          spoken.map(({ day }) => day),
        ),
      ).toEqual([]);
      expect(
        longer(
          "time",
          spoken.map(({ time }) => time),
        ),
      ).toEqual([]);
      expect(longer("zone_note", notes)).toEqual([]);
    },
  );
});

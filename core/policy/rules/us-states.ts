import type { DayHours, WeekHours } from "#core/policy/allowed";

type HoursRule = { readonly hours: WeekHours; readonly source: string };

const everyDay = (from: string, until: string): WeekHours => onDays({ from, until }, {});

const onDays = (
  weekday: DayHours,
  other: { readonly saturday?: DayHours; readonly sunday?: DayHours },
): WeekHours => ({
  1: weekday,
  2: weekday,
  3: weekday,
  4: weekday,
  5: weekday,
  6: other.saturday ?? weekday,
  7: other.sunday ?? weekday,
});

const telephoneGuide =
  "support.referrizer.com, TCPA quiet hours and state-specific rules for text campaigns (secondary)";
const miniTcpa = "klaviyo.com, What is a mini-TCPA (secondary)";

/** Raised with every change below. Every number has its source; a secondary one wants a lawyer's look. */
export const usHoursVersion = "2026-11-21";

/** Everywhere in the United States. */
export const federalHours: HoursRule = {
  hours: everyDay("08:00", "21:00"),
  source: "47 CFR 64.1200(c)(1)",
};

/**
 * What is stricter than the federal hours, by state. Written for solicitations; kept for every text that comes
 * by itself, because whether a deposit or an offer is one has been argued both ways (decision 0024).
 */
export const stateHours: Readonly<Record<string, HoursRule>> = {
  CT: { hours: everyDay("09:00", "20:00"), source: telephoneGuide },
  FL: { hours: everyDay("08:00", "20:00"), source: `${telephoneGuide}; ${miniTcpa}` },
  MD: { hours: everyDay("08:00", "20:00"), source: `${telephoneGuide}; ${miniTcpa}` },
  MS: { hours: everyDay("08:00", "20:00"), source: telephoneGuide },
  NJ: { hours: everyDay("08:00", "20:00"), source: telephoneGuide },
  OK: { hours: everyDay("08:00", "20:00"), source: `${telephoneGuide}; ${miniTcpa}` },
  RI: {
    hours: onDays(
      { from: "09:00", until: "18:00" },
      { saturday: { from: "10:00", until: "17:00" }, sunday: { from: "10:00", until: "17:00" } },
    ),
    source: telephoneGuide,
  },
  TX: {
    hours: onDays({ from: "09:00", until: "21:00" }, { sunday: { from: "12:00", until: "21:00" } }),
    source: telephoneGuide,
  },
  WA: { hours: everyDay("08:00", "20:00"), source: "not verified; taken as the strictest reading" },
};

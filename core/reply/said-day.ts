import { type Instant, plusDays, wallClock, type Zone } from "#core/kernel/time";

/**
 * The days that an answer names: 1 (Monday) to 7, or how many days or weeks from now. "See you Friday" is a
 * confirmation of a visit on a Friday and of no other.
 */
export type SaidDay =
  | { readonly weekday: number }
  | { readonly daysAhead: number }
  | { readonly weeksAhead: number };

/** Reads them out of plain words. */
export const saidDays = (said: string): readonly SaidDay[] =>
  [...said.matchAll(dayWords)].map(([word]) => meant[word] ?? { weekday: weekdayOf(word) });

/** Out of a text of ours that is quoted: the day stands before its month there ("Fri, Dec 4", "vie, 4 dic"). */
export const quotedDays = (quoted: string): readonly SaidDay[] =>
  [...quoted.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().matchAll(dated)].map(
    ([, word = ""]) => ({ weekday: weekdayOf(word) }),
  );

/** Whether a visit at this moment is on all of these days. Where nobody knows its zone, it may be in any. */
export const isOn = (
  days: readonly SaidDay[],
  visit: { readonly start: Instant; readonly zone: Zone | null },
  now: Instant,
): boolean =>
  days.length === 0 ||
  (visit.zone === null ? farApart : [visit.zone]).some((zone) =>
    days.every((day) => fits(day, wallClock(visit.start, zone), wallClock(now, zone).date)),
  );

/** Between these lie all the days that it is anywhere. */
const farApart = [
  "Etc/GMT+11",
  "UTC",
  "Pacific/Kiritimati",
] as readonly string[] as readonly Zone[];

const fits = (
  day: SaidDay,
  { date, weekday }: ReturnType<typeof wallClock>,
  today: string,
): boolean => {
  if ("weekday" in day) return day.weekday === weekday;
  if ("daysAhead" in day) return plusDays(today, day.daysAhead) === date;
  // A week begins on Sunday for some and on Monday for others.
  return [0, 1].some((first) => weekOf(date, first) === plusWeeks(today, first, day.weeksAhead));
};

const plusWeeks = (date: string, first: number, weeks: number): string =>
  plusDays(weekOf(date, first), 7 * weeks);

const weekOf = (date: string, first: number): string => {
  const { weekday } = wallClock(`${date}T12:00:00Z` as Instant, "UTC" as Zone);
  return plusDays(date, -((weekday - first + 7) % 7));
};

const weekdays: readonly string[] = [
  "monday|mon|lunes|lun",
  "tuesday|tues|tue|martes|mar",
  "wednesday|wed|miercoles|mie",
  "thursday|thurs|thur|thu|jueves|jue",
  "friday|fri|viernes|vie",
  "saturday|sat|sabado|sab",
  "sunday|sun|domingo|dom",
];

const weekdayOf = (word: string): number =>
  weekdays.findIndex((names) => names.split("|").includes(word)) + 1;

const meant: Readonly<Record<string, SaidDay>> = {
  today: { daysAhead: 0 },
  tonight: { daysAhead: 0 },
  hoy: { daysAhead: 0 },
  tomorrow: { daysAhead: 1 },
  manana: { daysAhead: 1 },
  "pasado manana": { daysAhead: 2 },
  "this week": { weeksAhead: 0 },
  "next week": { weeksAhead: 1 },
};

/** "La mañana" is the morning of any day. */
const dayWords = new RegExp(
  `(?<![^ ])(?:pasado manana|(?<!\\bla )manana|next week|this week|today|tonight|hoy|tomorrow|${weekdays.join("|")})(?![^ ])`,
  "gu",
);

const dated = new RegExp(
  `(?<![\\p{L}])(${weekdays.join("|")})\\.?,? (?:de )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)\\p{L}*\\.? \\d{1,2}|\\d{1,2} (?:de )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic))`,
  "gu",
);

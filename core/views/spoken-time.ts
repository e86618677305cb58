import { type Instant, msBetween, wallClock, type Zone } from "#core/kernel/time";

/** Times as operators read them; spelled by us and not by the machine's locale, so everywhere the same. */

/** `10:00`. */
export const spokenClock = (at: Instant, zone: Zone): string => {
  const { minuteOfDay } = wallClock(at, zone);
  return [Math.floor(minuteOfDay / 60), minuteOfDay % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
};

/** `Tue 3 Mar`. */
export const spokenDay = (at: Instant, zone: Zone): string => {
  const { date, weekday } = wallClock(at, zone);
  const [, month = "", day = ""] = date.split("-");
  return `${(weekdays[weekday - 1] ?? "").slice(0, 3)} ${Number(day)} ${monthOf(month).slice(0, 3)}`;
};

/** `Tuesday, 3 March 2026`. */
export const spokenDate = (at: Instant, zone: Zone): string => {
  const { date, weekday } = wallClock(at, zone);
  const [year = "", month = "", day = ""] = date.split("-");
  return `${weekdays[weekday - 1] ?? ""}, ${Number(day)} ${monthOf(month)} ${year}`;
};

/** `Tue 3 Mar, 10:00`. */
export const spokenMoment = (at: Instant, zone: Zone): string =>
  `${spokenDay(at, zone)}, ${spokenClock(at, zone)}`;

/** Seen from `from`: only the clock where it is the same day there, else the day too, and far away the year. */
export const spokenFrom = (from: Instant, at: Instant, zone: Zone): string => {
  const isSameDay = wallClock(from, zone).date === wallClock(at, zone).date;
  return isSameDay ? spokenClock(at, zone) : spokenDated(from, at, zone);
};

/** Seen from `from`: always the day and the clock, and far away the year. */
export const spokenDated = (from: Instant, at: Instant, zone: Zone): string =>
  `${spokenDayFrom(from, at, zone)}, ${spokenClock(at, zone)}`;

/** Seen from `from`: `Tue 3 Mar`, and far away the year. */
export const spokenDayFrom = (from: Instant, at: Instant, zone: Zone): string => {
  const isFar = Math.abs(msBetween(from, at)) > 180 * dayMs;
  return isFar
    ? `${spokenDay(at, zone)} ${wallClock(at, zone).date.slice(0, 4)}`
    : spokenDay(at, zone);
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `48 h`, `5 days`, `1 h 30 min`, `45 min`; whole minutes, and no seconds. */
export const spokenSpan = (ms: number): string => {
  if (ms >= 3 * dayMs && ms % dayMs === 0) return `${ms / dayMs} days`;
  const hours = Math.floor(ms / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
};

/** A name from a definition as people say it: `two-days-before` reads `two days before`. */
export const spokenName = (slug: string): string => slug.replaceAll(/[-_]+/g, " ").trim();

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months =
  "January February March April May June July August September October November December".split(
    " ",
  );

const monthOf = (month: string): string => months[Number(month) - 1] ?? "";

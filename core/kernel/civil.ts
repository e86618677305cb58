import { memo } from "#core/kernel/memo";

/**
 * Days since 1970-01-01 and dates of the proleptic Gregorian calendar, one into the other.
 *
 * Temporal does it too, in ten microseconds; one commit spells and reads instants by the dozen. The
 * arithmetic is the usual one: years begin in March, so that the leap day is their last, and repeat
 * every 400 years, which have 146,097 days. Whoever asks asks mostly for the same few days.
 */
export const dateOfDay = memo(1_000, (day: number): string => {
  const sinceYear0 = day + daysFromYear0;
  const era = Math.floor(sinceYear0 / daysOfEra);
  const dayOfEra = sinceYear0 - era * daysOfEra;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524);
  const yearOfEra = Math.floor((dayOfEra - leaps - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - daysBeforeYear(yearOfEra);
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - daysBeforeMonth(fromMarch) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(dayOfMonth)}`;
});

/** Reads the first ten characters of `2026-03-02…`. */
export const dayOfDate = (text: string): number => {
  const month = digits(text, 5, 7);
  const year = digits(text, 0, 4) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const dayOfYear = daysBeforeMonth(month > 2 ? month - 3 : month + 9) + digits(text, 8, 10) - 1;
  return era * daysOfEra + daysBeforeYear(year - era * 400) + dayOfYear - daysFromYear0;
};

/** `14:05:09.120`, for milliseconds since midnight. */
export const timeOfDay = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${two(hours)}:${two(minutes % 60)}:${two(seconds % 60)}.${three(ms % 1_000)}`;
};

const daysOfEra = 146_097;
/** From the first of March of the year 0 to 1970-01-01. */
const daysFromYear0 = 719_468;

const daysBeforeYear = (yearOfEra: number): number =>
  365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);

/** Counted from March: months of 31, 30, 31, 30, 31 days, twice over and again. */
const daysBeforeMonth = (fromMarch: number): number => Math.floor((153 * fromMarch + 2) / 5);

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

const three = (value: number): string => (value < 100 ? `0${two(value)}` : `${value}`);

/** The number that stands there, as `Number` reads it and without a text of its own; not a number where it is none. */
export const digits = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let place = from; place < to && place < text.length; place++) {
    const digit = text.charCodeAt(place) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
};

const zero = 48;

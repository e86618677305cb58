/**
 * Days since 1970-01-01 and dates of the proleptic Gregorian calendar, one into the other.
 *
 * Temporal does it too, in ten microseconds; one commit spells and reads instants by the dozen. The
 * arithmetic is the usual one: years begin in March, so that the leap day is their last, and repeat
 * every 400 years, which have 146,097 days.
 */
export const dateOfDay = (day: number): string => {
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
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
};

/** Reads the first ten characters of `2026-03-02…`. */
export const dayOfDate = (text: string): number => {
  const month = Number(text.slice(5, 7));
  const year = Number(text.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const dayOfYear =
    daysBeforeMonth(month > 2 ? month - 3 : month + 9) + Number(text.slice(8, 10)) - 1;
  return era * daysOfEra + daysBeforeYear(year - era * 400) + dayOfYear - daysFromYear0;
};

/** `14:05:09.120`, for milliseconds since midnight. */
export const timeOfDay = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const clock = `${padded(hours, 2)}:${padded(minutes % 60, 2)}:${padded(seconds % 60, 2)}`;
  return `${clock}.${padded(ms % 1_000, 3)}`;
};

const daysOfEra = 146_097;
/** From the first of March of the year 0 to 1970-01-01. */
const daysFromYear0 = 719_468;

const daysBeforeYear = (yearOfEra: number): number =>
  365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);

/** Counted from March: months of 31, 30, 31, 30, 31 days, twice over and again. */
const daysBeforeMonth = (fromMarch: number): number => Math.floor((153 * fromMarch + 2) / 5);

const padded = (value: number, width: number): string => String(value).padStart(width, "0");

import { getISO } from "temporal-polyfill/fns/Calendar";
import * as Duration from "temporal-polyfill/fns/Duration";
// The polyfill's functions, and not its classes: a bundle has those that are used, half of the whole.
import * as Moment from "temporal-polyfill/fns/Instant";
import * as PlainDate from "temporal-polyfill/fns/PlainDate";
import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";
import { dateOfDay, dayOfDate, digits, timeOfDay } from "#core/kernel/civil";
import { offsetAt } from "#core/kernel/offsets";

declare const instantBrand: unique symbol;

/**
 * A moment, in UTC, spelled one way only: `2026-03-02T09:00:00.000Z`.
 *
 * Because the spelling has a fixed width, `<` and `>` on two instants compare the moments themselves.
 */
export type Instant = string & { readonly [instantBrand]: "Instant" };

/** An IANA zone name that the zone data of this process knows, e.g. `America/New_York`. */
export type Zone = string & { readonly [instantBrand]: "Zone" };

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Reads any RFC 3339 instant (`…Z` or with an offset); `null` where the text is none.
 *
 * One in UTC, as every provider sends it, is only spelled anew: Temporal takes ten times as long over it.
 */
export const instantFrom = (text: string): Instant | null => {
  const [, date, time, fraction = ""] = utc.exec(text) ?? [];
  if (date !== undefined && dateOfDay(dayOfDate(date)) === date)
    return `${date}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}Z` as Instant;
  try {
    return fromEpochMs(Moment.fromString(text).epochMilliseconds);
  } catch {
    return null;
  }
};

/** A leap second, which is no moment of its own, is left to Temporal. */
const utc = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?Z$/;

/** For literals in code and tests: throws where the text is no instant. */
export const at = (text: string): Instant => {
  const instant = instantFrom(text);
  if (instant === null) throw new Error(`Cannot read an instant from "${text}"`);
  return instant;
};

/** Throws outside the years 0000 to 9999: such a spelling is longer, and would break the order of strings. */
export const fromEpochMs = (epochMs: number): Instant => {
  const ms = Math.trunc(epochMs);
  if (!(ms >= firstMs && ms <= lastMs))
    throw new Error(`Cannot spell an instant outside the years 0000 to 9999: ${epochMs} ms`);
  const days = Math.floor(ms / dayMs);
  return `${dateOfDay(days)}T${timeOfDay(ms - days * dayMs)}Z` as Instant;
};

const firstMs = -62_167_219_200_000;
const lastMs = 253_402_300_799_999;

export const epochMs = (instant: Instant): number =>
  dayOfDate(instant) * dayMs +
  digits(instant, 11, 13) * hourMs +
  digits(instant, 14, 16) * 60_000 +
  digits(instant, 17, 19) * 1_000 +
  digits(instant, 20, 23);

export const plusMs = (instant: Instant, ms: number): Instant => fromEpochMs(epochMs(instant) + ms);

export const msBetween = (from: Instant, to: Instant): number => epochMs(to) - epochMs(from);

export const earliest = (instants: readonly (Instant | null)[]): Instant | null =>
  instants.reduce<Instant | null>(
    (least, one) => (one !== null && (least === null || one < least) ? one : least),
    null,
  );

export const latest = (instants: readonly (Instant | null)[]): Instant | null =>
  instants.reduce<Instant | null>(
    (most, one) => (one !== null && (most === null || one > most) ? one : most),
    null,
  );

/**
 * The first of the two "48 hours before": so many hours of a stopwatch. Across a change of the clocks
 * the local time of day differs by the change.
 */
export const hoursBefore = (instant: Instant, hours: number): Instant =>
  plusMs(instant, -hours * hourMs);

/**
 * The second: so many days on the calendar, at the same local time of day.
 *
 * Where that local time does not exist (clocks went forward over it) the result is the first valid
 * moment after the gap; where it exists twice, the first of the two. (Invariant D1.)
 */
export const daysBefore = (instant: Instant, days: number, zone: Zone): Instant => {
  const ms = epochMs(instant);
  return fromLocal(ms + offsetAt(ms, zone) - days * dayMs, zone);
};

/** The moment at which the wall clock of the zone shows this local time (`2026-03-08T02:30`). */
export const fromWall = (wall: string, zone: Zone): Instant => {
  if (!wallTime.test(wall) || dateOfDay(dayOfDate(wall)) !== wall.slice(0, 10))
    throw new Error(`Cannot read a local time from "${wall}"`);
  return fromLocal(epochMs(wall as Instant), zone);
};

const wallTime = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

/**
 * The local time is counted in milliseconds as if it were UTC. Where the clocks are as far from UTC a day before
 * as a day after, nobody has to search.
 */
const fromLocal = (ms: number, zone: Zone): Instant => {
  const offset = offsetAt(ms - dayMs, zone);
  if (offset === offsetAt(ms + dayMs, zone)) return fromEpochMs(ms - offset);

  const local = PlainDateTime.fromString(fromEpochMs(ms).slice(0, -1), getISO);
  const earlier = PlainDateTime.toZonedDateTime(local, zone, { disambiguation: "earlier" });
  const later = PlainDateTime.toZonedDateTime(local, zone, { disambiguation: "later" });
  const isGap =
    earlier.epochMilliseconds !== later.epochMilliseconds &&
    !PlainDateTime.equals(ZonedDateTime.toPlainDateTime(earlier), local);
  if (!isGap) return fromEpochMs(earlier.epochMilliseconds);

  const transition = ZonedDateTime.getTimeZoneTransition(earlier, "next");
  return fromEpochMs((transition ?? later).epochMilliseconds);
};

/**
 * The zone, in the zone data's own spelling, or `null` where this process's zone data does not know the
 * name. Offsets such as `+02:00` are not zones.
 */
export const zoneFrom = (name: string): Zone | null => {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return null;
  try {
    return Moment.toZonedDateTimeISO(Moment.fromEpochMilliseconds(0), name).timeZoneId as Zone;
  } catch {
    return null;
  }
};

export type WallClock = {
  readonly date: string;
  readonly minuteOfDay: number;
  readonly weekday: number;
};

/** What calendar and clock on the wall show there; `weekday` is 1 for Monday … 7 for Sunday. */
export const wallClock = (instant: Instant, zone: Zone): WallClock => {
  const ms = epochMs(instant);
  const local = ms + offsetAt(ms, zone);
  const day = Math.floor(local / dayMs);
  return {
    date: dateOfDay(day),
    minuteOfDay: Math.floor((local - day * dayMs) / 60_000),
    weekday: ((((day + 3) % 7) + 7) % 7) + 1,
  };
};

export const plusDays = (date: string, days: number): string => dateOfDay(dayOfDate(date) + days);

/**
 * `48h`, `90m`, `2h30m`, `15s`, or ISO `PT48H`, `P2D`, `P1W` (a day counted as 24 h); `null` where
 * neither. Months and years are no durations: no two are equally long.
 */
export const durationMsFrom = (text: string): number | null => {
  const iso = text.startsWith("P") ? text : goStyleToIso(text);
  if (iso === null) return null;
  try {
    const duration = Duration.fromString(iso);
    if (duration.years !== 0 || duration.months !== 0) return null;
    return Duration.total(duration, { unit: "milliseconds", relativeTo: anyDay });
  } catch {
    return null;
  }
};

/** A day has 24 hours wherever nobody names a zone. */
const anyDay = PlainDate.create(1970, 1, 1);

const goStyleToIso = (text: string): string | null => {
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null || text === "") return null;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  return `P${days}DT${hours}H${minutes}M${seconds}S`;
};

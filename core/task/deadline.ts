import {
  earliest,
  fromWall,
  type Instant,
  latest,
  msBetween,
  plusDays,
  plusMs,
  wallClock,
  type Zone,
} from "#core/kernel/time";
import type { Due } from "#core/task/rules";
import type { OpeningHours } from "#core/tenant/settings";

export type Place = {
  readonly now: Instant;
  readonly zone: Zone;
  /** Left out, or empty: somebody is always there. */
  readonly openingHours?: readonly OpeningHours[] | undefined;
};

/** Nobody can do anything in no time: also the latest task leaves so long. */
const leastMs = 5 * 60_000;

/** By when a task is to be done: the earliest of what its rule, its visit and its case say. */
export const deadlineOf = (
  due: Due,
  about: { readonly asked: Instant | null; readonly visit: Instant | null },
  place: Place,
): Instant => {
  const { withinMs, beforeVisitMs, asAsked } = due;
  const { asked, visit } = about;
  const bounds = [
    openAfter(withinMs, place),
    whileOpen(asAsked ? asked : null, place),
    whileOpen(
      visit === null || beforeVisitMs === null ? null : plusMs(visit, -beforeVisitMs),
      place,
    ),
  ];
  const least = plusMs(place.now, leastMs);
  return latest([earliest(bounds), least]) ?? least;
};

/**
 * Nobody does anything at four at night: what is due then is due by the closing before, if that is still to come. Where
 * it has passed, the moment stays.
 */
const whileOpen = (moment: Instant | null, place: Place): Instant | null => {
  if (moment === null) return null;
  const last = lastOpenBefore(moment, place);
  return last !== null && last > place.now ? last : moment;
};

/** Hours are those of a week, so whatever opens at all has opened within the last. */
const mostDaysBack = 8;

/** The moment itself while the business is open, else its last closing before; `null` without opening hours. */
const lastOpenBefore = (
  moment: Instant,
  { zone, openingHours = [] }: Omit<Place, "now">,
): Instant | null => {
  const { date } = wallClock(moment, zone);
  for (let day = 0; openingHours.length > 0 && day < mostDaysBack; day += 1) {
    const open = openOn(plusDays(date, -day), zone, openingHours);
    const before = open.filter(({ opens }) => opens < moment).at(-1);
    if (before !== undefined) return before.closes < moment ? before.closes : moment;
  }
  return null;
};

/** Hours that never open end the search: then time counts as if it were always open. */
const mostDays = 400;

/** The moment by which the business has been open for so long. */
export const openAfter = (ms: number, { now, zone, openingHours = [] }: Place): Instant => {
  if (openingHours.length === 0) return plusMs(now, ms);
  let left = ms;
  const today = wallClock(now, zone).date;
  for (let day = 0; day < mostDays; day += 1)
    for (const { opens, closes } of openOn(plusDays(today, day), zone, openingHours)) {
      const from = opens > now ? opens : now;
      if (from >= closes) continue;
      const length = msBetween(from, closes);
      if (left <= length) return plusMs(from, left);
      left -= length;
    }
  return plusMs(now, ms);
};

type Open = { readonly opens: Instant; readonly closes: Instant };

const openOn = (date: string, zone: Zone, hours: readonly OpeningHours[]): readonly Open[] => {
  const { weekday } = wallClock(fromWall(`${date}T12:00`, zone), zone);
  return hours
    .filter(({ days }) => days.includes(weekday))
    .map(({ from, until }) => ({
      opens: fromWall(`${date}T${from}`, zone),
      closes: fromWall(`${date}T${until}`, zone),
    }))
    .toSorted((one, other) => (one.opens < other.opens ? -1 : 1));
};

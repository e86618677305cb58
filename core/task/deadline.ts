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
    asAsked ? asked : null,
    visit === null || beforeVisitMs === null ? null : plusMs(visit, -beforeVisitMs),
  ];
  const least = plusMs(place.now, leastMs);
  return latest([earliest(bounds), least]) ?? least;
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

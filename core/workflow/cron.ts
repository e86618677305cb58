import { Cron } from "croner";
import {
  fromEpochMs,
  fromWall,
  type Instant,
  instantFrom,
  wallClock,
  type Zone,
  zoneFrom,
} from "#core/kernel/time";
import { memo } from "#core/kernel/memo";

/**
 * The next time after `after` at which a wall clock of the zone matches the five fields; `null` where
 * there is none, ever, or where nobody knows the zone.
 *
 * Fixed hours and minutes that the clocks jump over in spring come at the first valid moment after the
 * gap, and only once where the clocks go back in autumn; patterns with `*` go on by the minute through
 * both. No day is left out: a pattern whose every time of a day falls into the gap comes right after it.
 */
export const nextCron = (pattern: string, zone: string, after: Instant): Instant | null => {
  const known = zoneFrom(zone);
  if (known === null || cronFault(pattern) !== null) return null;
  return nextOf(`${known} ${after} ${pattern}`);
};

/** Until it has come, a visit asks for the same one again with every wish. */
const nextOf = memo(2_000, (key): Instant | null => {
  const [zone, after, ...fields] = key.split(" ") as [Zone, Instant, ...string[]];
  const pattern = fields.join(" ");
  const next = nextIn(pattern, zone, after);
  const onCalendar = nextOnCalendar(pattern, zone, after);
  if (next === null || onCalendar === null) return onCalendar ?? next;
  return wallClock(onCalendar, zone).date < wallClock(next, zone).date ? onCalendar : next;
});

/** Why nobody could go by this pattern, to follow a colon; `null` where it is good. */
export const cronFault = memo(500, (pattern): string | null => {
  // The library would put the present time of day in for "?".
  if (!/^[^\s?]+( +[^\s?]+){4}$/.test(pattern))
    return 'it has to have five fields: minute, hour, day, month, weekday, as in "30 8 * * MON-FRI"';
  try {
    return nextIn(pattern, utc, aLeapYear) === null ? "no day ever matches it" : null;
  } catch (error) {
    return String(error).replace(/^.*?: CronPattern: /, "");
  }
});

const utc = "UTC" as Zone;
const aLeapYear = "2024-01-01T00:00:00.000Z" as Instant;

const nextIn = (pattern: string, zone: Zone, after: Instant): Instant | null => {
  const next = jobOf(`${zone} ${pattern}`).nextRun(after);
  return next === null ? null : fromEpochMs(next.getTime());
};

/** Without a function to call, the library schedules nothing: a job is arithmetic. */
const jobOf = memo(500, (zoneAndPattern) => {
  const [timezone = "UTC", ...fields] = zoneAndPattern.split(" ");
  return new Cron(fields.join(" "), {
    timezone,
    paused: true,
    mode: "5-part",
    fixedTimeRule: "no-wildcard",
  });
});

/** The clocks have never repeated more than a day. */
const maxRepeatedMinutes = 1_500;

/**
 * Goes by the calendar as if its clocks never changed, and translates each time by the one rule of
 * `fromWall`; so it sees the times that a gap swallows.
 */
const nextOnCalendar = (pattern: string, zone: Zone, after: Instant): Instant | null => {
  let wall: Instant | null = wallOf(after, zone);
  for (let tries = 0; tries < maxRepeatedMinutes && wall !== null; tries += 1) {
    wall = nextIn(pattern, utc, wall);
    if (wall === null) return null;
    const instant = fromWall(wall.slice(0, 16), zone);
    if (instant > after) return instant;
  }
  return null;
};

/** What the wall shows, spelled as if it were UTC. */
const wallOf = (instant: Instant, zone: Zone): Instant | null => {
  const { date, minuteOfDay } = wallClock(instant, zone);
  const hour = String(Math.floor(minuteOfDay / 60)).padStart(2, "0");
  return instantFrom(`${date}T${hour}:${String(minuteOfDay % 60).padStart(2, "0")}:00Z`);
};

import { fromWall, type Instant, plusDays, plusMs, wallClock, type Zone } from "#core/kernel/time";
import type { QuietHours } from "#core/tenant/settings";

const minuteMs = 60_000;

/** Two changes of the clocks cannot fall into one night, nor three skipped days into one week. */
const mostSteps = 4;

/**
 * Until when a text has to wait: `null` when it may go now, else the next allowed minute.
 *
 * `from` is quiet, `until` no longer is; both are times on the wall clock of the zone, and the hours may
 * run over midnight. `from` equal to `until` means: never quiet. Where the clocks jump over `until`, the
 * first moment after the jump counts; where they show it twice, the first that still lies ahead.
 */
export const quietUntil = (now: Instant, zone: Zone, hours: QuietHours): Instant | null => {
  const window = { from: minuteOf(hours.from), until: minuteOf(hours.until) };
  if (!isQuiet(now, zone, window)) return null;

  let moment = nextEnd(now, zone, window);
  for (let step = 1; isQuiet(moment, zone, window); step += 1) {
    if (step === mostSteps) throw new Error(`Cannot find an end of quiet hours in "${zone}"`);
    moment = nextEnd(moment, zone, window);
  }
  return moment;
};

/** Minutes since midnight. */
type Window = { readonly from: number; readonly until: number };

const isQuiet = (instant: Instant, zone: Zone, { from, until }: Window): boolean => {
  const { minuteOfDay } = wallClock(instant, zone);
  return from <= until
    ? from <= minuteOfDay && minuteOfDay < until
    : from <= minuteOfDay || minuteOfDay < until;
};

const nextEnd = (now: Instant, zone: Zone, { until }: Window): Instant => {
  const { date, minuteOfDay } = wallClock(now, zone);
  const day = minuteOfDay < until ? date : plusDays(date, 1);
  const first = fromWall(`${day}T${clockText(until)}`, zone);
  if (first > now) return first;

  // The clocks have gone back and this is the second pass: the first showing of `until` is over.
  return plusMs(startOfMinute(now), (until - minuteOfDay) * minuteMs);
};

const startOfMinute = (instant: Instant): Instant => `${instant.slice(0, 17)}00.000Z` as Instant;

const clockText = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

const minuteOf = (clock: string): number => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (match === null) throw new Error(`Cannot read a time of day from "${clock}"`);
  return Number(match[1]) * 60 + Number(match[2]);
};

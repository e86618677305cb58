import { type Instant, latest, plusDays, fromWall, wallClock, type Zone } from "#core/kernel/time";
import { quietUntil } from "#core/policy/quiet-hours";
import type { QuietHours } from "#core/tenant/settings";

/** Until when a text has to wait by one rule: `null` when it may go, else a later moment, at which the rule is asked again. */
type Rule = (now: Instant) => Instant | null;

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Local times `HH:MM` of one day between which texts are allowed: `from` is, `until` no longer is. */
export type DayHours = { readonly from: string; readonly until: string };

/** By weekday, 1 for Monday. */
export type WeekHours = Readonly<Record<Weekday, DayHours>>;

/** The quiet hours of a business, on the wall clock of a zone. */
export const outsideQuietHours =
  (zone: Zone, hours: QuietHours): Rule =>
  (now) =>
    quietUntil(now, zone, hours);

/** The allowed hours of a law, on the wall clock of a zone. */
export const withinHours =
  (zone: Zone, week: WeekHours): Rule =>
  (now) => {
    const { date, minuteOfDay, weekday } = wallClock(now, zone);
    const { from, until } = week[weekday as Weekday];
    const clock = clockText(minuteOfDay);
    if (from <= clock && clock < until) return null;
    if (clock < from) return quietUntil(now, zone, { from: "00:00", until: from });
    // The next day has hours of its own.
    return fromWall(`${plusDays(date, 1)}T00:00`, zone);
  };

/** Hours repeat by the week: what is not allowed by then never is. */
const longestSearchDays = 9;

/**
 * The first moment from `now` on that every rule allows: `now` itself where all do, and `null` where no moment
 * of a week does, because the days of two far places do not meet.
 */
export const firstAllowed = (now: Instant, rules: readonly Rule[]): Instant | null => {
  const end = `${plusDays(now.slice(0, 10), longestSearchDays)}T00:00`;
  let moment = now;
  while (moment < end) {
    const asked = moment;
    const later = latest(rules.map((rule) => rule(asked)));
    if (later === null) return moment;
    moment = later;
  }
  return null;
};

const clockText = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

import { memo } from "#core/kernel/memo";

/** Minutes of the day on a wall in that zone: reckoned by the engine's own calendar, not by the heart's. */
export const minuteOfDayIn = (zone: string, ms: number): number => {
  const quarter = Math.floor(ms / 900_000);
  const minute = Math.floor(ms / 60_000);
  const offset = offsetIn(zone, quarter);
  return (((minute + offset) % 1440) + 1440) % 1440;
};

export const dateIn = (zone: string, ms: number): string => {
  const offset = offsetIn(zone, Math.floor(ms / 900_000));
  return dateOf(Math.floor((ms + offset * 60_000) / 86_400_000));
};

const dateOf = memo(20_000, (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10));

/** `Sat 7 Mar, 10:00`, by the engine's own calendar. */
export const calendarIn = (zone: string, ms: number): string => {
  const [weekday, day, month] = new Date(dateIn(zone, ms)).toUTCString().split(/,? /);
  const minute = minuteOfDayIn(zone, ms);
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0"));
  return `${weekday} ${Number(day)} ${month}, ${clock.join(":")}`;
};

const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Zones change their clocks at a quarter of an hour of UTC, if they change them. */
const offsetIn = (zone: string, quarter: number): number => {
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const own = known.get(quarter);
  if (own !== undefined) return own;
  const offset = offsetAt(zone, quarter * 900_000);
  if (known.size > 20_000) known.clear();
  known.set(quarter, offset);
  return offset;
};

const offsetAt = (zone: string, ms: number): number => {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - ms) / 60_000);
};

/** Whether the wall clock jumps at this very moment. */
export const isJump = (zone: string, ms: number): boolean =>
  (minuteOfDayIn(zone, ms) - minuteOfDayIn(zone, ms - 60_000) + 1440) % 1440 !== 1;

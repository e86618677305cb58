import * as Moment from "temporal-polyfill/fns/Instant";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";
import { memo } from "#core/kernel/memo";

/** How far the clocks of a zone are ahead of UTC at a moment, both in milliseconds. */
export const offsetAt = (epochMs: number, zone: string): number => offsetsOf(zone)(epochMs);

/**
 * Whoever asks asks for many customers in few zones, within the same days: one look at the zone data serves a
 * day of UTC, and where the clocks change in it, a quarter of an hour. Where they change in that, each moment is
 * looked at for itself; most changes fall on full quarters, but not all (in Newfoundland they used to come a
 * minute later).
 */
const offsetsOf = memo(100, (zone: string) => {
  const lookedUp = (ms: number): number =>
    ZonedDateTime.offsetNanoseconds(
      Moment.toZonedDateTimeISO(Moment.fromEpochMilliseconds(ms), zone),
    ) / 1e6;
  const throughout = (length: number) => {
    const offsetIn = memo(5_000, (index: number): number | null => {
      const first = lookedUp(index * length);
      return first === lookedUp((index + 1) * length - 1) ? first : null;
    });
    return (ms: number) => offsetIn(Math.floor(ms / length));
  };
  const [inDay, inQuarter] = [throughout(86_400_000), throughout(900_000)];
  return (ms: number): number => inDay(ms) ?? inQuarter(ms) ?? lookedUp(ms);
});

import { Temporal } from "temporal-polyfill";
import { fromEpochMs, type Instant, type Zone, zoneFrom } from "#core/kernel/time";

/** For literals in tests: throws where the machine does not know the name. */
export const zone = (name: string): Zone => {
  const known = zoneFrom(name);
  if (known === null) throw new Error(`Cannot find the zone "${name}"`);
  return known;
};

/** Every zone that this machine lists. */
export const allZones: readonly Zone[] = Intl.supportedValuesOf("timeZone").map(zone);

/** The moments of a year at which the clocks of a zone change; its New Year, where they never do. */
export const changesOfClocks = (name: Zone, year: number): readonly Instant[] => {
  const changes = trueChangesOfClocks(name, year);
  return changes.length > 0 ? changes : [fromEpochMs(newYearIn(name, year).epochMilliseconds)];
};

/** The same without New Years, at which nothing happens. */
export const trueChangesOfClocks = (name: Zone, year: number): readonly Instant[] => {
  const known = changes.get(`${name} ${year}`);
  if (known !== undefined) return known;

  const found: Instant[] = [];
  const newYear = newYearIn(name, year);
  let next = keepsItsClock(name, newYear) ? null : newYear.getTimeZoneTransition("next");
  while (next !== null && next.year === year) {
    found.push(fromEpochMs(next.epochMilliseconds));
    next = next.getTimeZoneTransition("next");
  }
  changes.set(`${name} ${year}`, found);
  return found;
};

/** Asked for the next change, Temporal looks years ahead for one that most zones do not have. */
const keepsItsClock = (name: Zone, { epochMilliseconds: from }: Temporal.ZonedDateTime): boolean =>
  intoTheYear.every((ms) => offsetMsAt(from + ms, name) === offsetMsAt(from, name));

/** Closer than any clocks that go on and back again; the last is in the next year. */
const intoTheYear = Array.from({ length: 37 }, (_, index) => (index + 1) * 10 * 24 * 3_600_000);

const newYearIn = (name: Zone, year: number): Temporal.ZonedDateTime =>
  Temporal.ZonedDateTime.from({ year, month: 1, day: 1, timeZone: name });

const changes = new Map<string, readonly Instant[]>();

/** What the clock on the wall shows, to the second. */
export const wallOf = (instant: Instant, name: Zone): string => {
  const ms = Date.parse(instant);
  return new Date(ms + offsetMsAt(ms, name)).toISOString().slice(0, 19);
};

/** By how much the clocks are ahead of UTC, in milliseconds. */
const offsetMsAt = (epochMs: number, name: Zone): number =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;

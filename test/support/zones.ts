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

  const from = newYearIn(name, year).epochMilliseconds;
  const until = newYearIn(name, year + 1).epochMilliseconds;
  const found = probes.flatMap((ms) =>
    offsetMsAt(from + ms, name) === offsetMsAt(from + ms + probeMs, name)
      ? []
      : [changeWithin(from + ms, from + ms + probeMs, name)],
  );
  const inTheYear = found.filter((ms) => ms < until).map(fromEpochMs);
  changes.set(`${name} ${year}`, inTheYear);
  return inTheYear;
};

/** Halves the span until one millisecond is left: Temporal, asked for the next change, looks years ahead for one that most zones do not have. */
const changeWithin = (before: number, after: number, name: Zone): number => {
  if (after - before === 1) return after;
  const middle = Math.floor((before + after) / 2);
  return offsetMsAt(middle, name) === offsetMsAt(before, name)
    ? changeWithin(middle, after, name)
    : changeWithin(before, middle, name);
};

/** Closer than any clocks that go on and back again; the last is in the next year. */
const probeMs = 10 * 24 * 3_600_000;
const probes = Array.from({ length: 37 }, (_, index) => index * probeMs);

const newYearIn = (name: Zone, year: number): Temporal.ZonedDateTime =>
  Temporal.ZonedDateTime.from({ year, month: 1, day: 1, timeZone: name });

const changes = new Map<string, readonly Instant[]>();

/** What the clock on the wall shows, to the second. */
export const wallOf = (instant: Instant, name: Zone): string => {
  const ms = Date.parse(instant);
  return new Date(ms + offsetMsAt(ms, name)).toISOString().slice(0, 19);
};

/** By how much the clocks are ahead of UTC, in milliseconds, as the machine's own formatter spells it (`GMT-05:00`). */
const offsetMsAt = (epochMs: number, name: Zone): number => {
  const shown = formatterOf(name).format(epochMs);
  const offset = shown.slice(shown.indexOf("GMT") + "GMT".length);
  const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1_000 : 1_000) * ((hours * 60 + minutes) * 60 + seconds);
};

const formatters = new Map<Zone, Intl.DateTimeFormat>();

const formatterOf = (name: Zone): Intl.DateTimeFormat => {
  const known = formatters.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  formatters.set(name, made);
  return made;
};

import type { Event } from "#core/kernel/message";

type Branch = Readonly<Record<string, unknown>>;

/**
 * A copy of the event with the texts at the dot paths changed. `null` stays `null`, there or on the way. Branches on which
 * nothing changes are the event's own.
 *
 * Throws where nothing or something else is there: a path that is misspelled in the catalog would
 * otherwise leave a personal field in the clear, for ever.
 */
export const mapFields = <E extends Event>(
  event: E,
  paths: readonly string[],
  change: (text: string, path: string) => string,
): E => {
  if (paths.length === 0) return event;
  const copies = new Set<unknown>();
  const ownCopy = (branch: Branch): Record<string, unknown> => {
    if (copies.has(branch)) return branch;
    const copy = { ...branch };
    copies.add(copy);
    return copy;
  };
  const descend = (value: unknown, path: string, depth: number): unknown => {
    if (value === null) return null;
    const name = namesIn(path)[depth];
    if (name === undefined) {
      if (typeof value === "string") return change(value, path);
    } else if (isBranch(value) && Object.hasOwn(value, name)) {
      const copy = ownCopy(value);
      copy[name] = descend(copy[name], path, depth + 1);
      return copy;
    }
    throw new Error(missing(event, path));
  };
  return paths.reduce<unknown>((changed, path) => descend(changed, path, 0), event) as E;
};

/** The text at the dot path, or `null` where there is none. Throws as `mapFields` does. */
export const textAt = (event: Event, path: string): string | null => {
  let value: unknown = event;
  for (const name of namesIn(path)) {
    if (value === null) return null;
    if (!isBranch(value) || !Object.hasOwn(value, name)) throw new Error(missing(event, path));
    value = value[name];
  }
  if (value === null || typeof value === "string") return value;
  throw new Error(missing(event, path));
};

const missing = ({ type }: Event, path: string): string =>
  `Cannot find a text at "${path}" of event "${type}"`;

/** The paths are those of the catalog, so this cannot grow without end. */
const split = new Map<string, readonly string[]>();

const namesIn = (path: string): readonly string[] => {
  const known = split.get(path);
  if (known !== undefined) return known;
  const names = path.split(".");
  split.set(path, names);
  return names;
};

const isBranch = (value: unknown): value is Branch =>
  typeof value === "object" && value !== null && !Array.isArray(value);

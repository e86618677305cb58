import type { Event } from "#core/kernel/message";

type Branch = Readonly<Record<string, unknown>>;

/**
 * A copy of the event with the text at the dot path changed. `null` stays `null`, there or on the way.
 *
 * Throws where nothing or something else is there: a path that is misspelled in the catalog would
 * otherwise leave a personal field in the clear, for ever.
 */
export const mapField = <E extends Event>(
  event: E,
  path: string,
  change: (text: string) => string,
): E => {
  const descend = (value: unknown, names: readonly string[]): unknown => {
    if (value === null) return null;
    const [name, ...rest] = names;
    if (name === undefined) {
      if (typeof value === "string") return change(value);
    } else if (isBranch(value) && Object.hasOwn(value, name)) {
      return { ...value, [name]: descend(value[name], rest) };
    }
    throw new Error(`Cannot find a text at "${path}" of event "${event.type}"`);
  };
  return descend(event, path.split(".")) as E;
};

const isBranch = (value: unknown): value is Branch =>
  typeof value === "object" && value !== null && !Array.isArray(value);

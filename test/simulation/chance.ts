/**
 * All chance of one simulated world. Each name has dice of its own, all of them following from the one seed:
 * whoever rolls once more or once less under one name changes nothing under any other, so a story can be
 * shortened and still be the same story.
 */
export type Chance = {
  readonly seed: number;
  readonly dice: (name: string) => Dice;
};

/** From 0 up to, but without, 1. */
export type Dice = () => number;

export const createChance = (seed: number): Chance => {
  const known = new Map<string, Dice>();
  return {
    seed,
    dice: (name) => {
      const own = known.get(name);
      if (own !== undefined) return own;
      const fresh = mulberry(mixed(seed, textHash(name)));
      known.set(name, fresh);
      return fresh;
    },
  };
};

/** "Mulberry32", by Tommy Ettinger: 32 bits of state, and every state once. */
const mulberry = (start: number): Dice => {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** FNV-1a, 32 bits. */
export const textHash = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
};

/** The finaliser of MurmurHash3 over two numbers. */
export const mixed = (one: number, other: number): number => {
  let hash = one ^ Math.imul(other, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

export const between = (dice: Dice, from: number, to: number): number =>
  Math.floor(from + dice() * (to - from));

export const oneOf = <T>(dice: Dice, list: readonly T[]): T => {
  const one = list[Math.floor(dice() * list.length)];
  if (one === undefined) throw new Error("Cannot choose from nothing");
  return one;
};

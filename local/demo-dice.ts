import { derive, type Hex } from "#core/kernel/ids";

/** Chance that comes from a seed: the same seed throws the same numbers, on every machine. */
export type Dice = {
  /** A whole number from `least` up to, and including, `most`. */
  readonly between: (least: number, most: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly shuffled: <T>(list: readonly T[]) => readonly T[];
};

/** Each purpose gets dice of its own, so that one throw more here changes nothing there. */
export const diceFor = (seed: number, ...purpose: readonly (string | number)[]): Dice => {
  let throws = 0;
  const between = (least: number, most: number): number => {
    throws += 1;
    const hex = derive<Hex>("demo", seed, ...purpose, throws).slice(0, 8);
    return least + (Number.parseInt(hex, 16) % (most - least + 1));
  };
  return {
    between,
    pick: (from) => {
      const [picked] = from.slice(between(0, from.length - 1));
      if (picked === undefined) throw new Error("Cannot pick from an empty list");
      return picked;
    },
    shuffled: (list) =>
      list
        .map((one) => ({ one, place: between(0, 0xffff_ffff) }))
        .toSorted((left, right) => left.place - right.place)
        .map(({ one }) => one),
  };
};

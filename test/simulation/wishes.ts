import type { On } from "#test/simulation/faults";

/** What was asked for on the command line, as numbers and words that mean something. */
export type Wishes = {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly factors: readonly number[];
  readonly on: On;
};

type Said = Readonly<Record<"seeds" | "from" | "workers" | "faults" | "on", string>>;

const factorsOf: Readonly<Record<string, readonly number[]>> = {
  "1x": [1],
  "3x": [3],
  both: [1, 3],
};

/**
 * Refuses what it does not understand: a seed that is no number would be the same world again and again, and a factor
 * that there is none of would quietly be another one.
 */
export const wishesFrom = (said: Said): Wishes => {
  const factors = factorsOf[said.faults];
  if (factors === undefined)
    throw new Error(`Cannot tell what --faults ${said.faults} means: 1x, 3x or both`);
  if (said.on !== "ports" && said.on !== "aws")
    throw new Error(`Cannot tell what --on ${said.on} means: ports or aws`);
  const workers = wholeIn("--workers", said.workers);
  return {
    seeds: wholeIn("--seeds", said.seeds),
    from: wholeIn("--from", said.from),
    // Each worker has one factor.
    workers: Math.max(workers, factors.length),
    factors,
    on: said.on,
  };
};

export const wholeIn = (name: string, text: string): number => {
  if (!/^[0-9]{1,15}$/.test(text)) throw new Error(`Cannot read a whole number in ${name} ${text}`);
  return Number(text);
};

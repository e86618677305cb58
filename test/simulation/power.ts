import { type Failure, isCaught, runCampaign } from "#test/simulation/campaign";
import type { Packs } from "#test/simulation/packs";
import type { Planted } from "#test/simulation/planted";
import { plantedOnAws } from "#test/simulation/aws/planted-bugs";
import type { On } from "#test/simulation/faults";
import { allInvariants, invariants } from "#test/simulation/invariants";
import { plantedBugs } from "#test/simulation/planted-bugs";

export type Power = {
  readonly bug: string;
  readonly means: string;
  /** How many seeds it took; `null` where it was never caught. */
  readonly seeds: number | null;
  /** Which invariant caught it, and with which seed. */
  readonly by: string | null;
  readonly seed: number | null;
};

/** A mistake that takes more than these counts as never caught, by day and at night. */
export const mostSeedsOfMistake = 600;

/** Plants one mistake after the other, and counts the seeds until it is caught. */
export const powerOf = async (wish: {
  readonly packs: Packs;
  readonly from: number;
  readonly mostSeeds: number;
  readonly only?: readonly string[];
  readonly on?: On;
}): Promise<readonly Power[]> => {
  const powers: Power[] = [];
  const { on = "ports" } = wish;
  for (const planted of on === "aws" ? plantedOnAws : plantedBugs) {
    if (wish.only !== undefined && !wish.only.includes(planted.name)) continue;
    const { failures } = await runCampaign({
      from: wish.from,
      seeds: wish.mostSeeds,
      factor: 3,
      packs: wish.packs,
      planted,
      on,
      stopAtFirst: true,
    });
    powers.push(powerFrom(planted, failures.at(-1), wish.from));
  }
  return powers;
};

const powerFrom = (planted: Planted, last: Failure | undefined, from: number): Power => {
  const { name: bug, means } = planted;
  if (last === undefined || !isCaught(last, planted))
    return { bug, means, seeds: null, by: null, seed: null };
  const by = last.violation?.invariant ?? last.cut;
  return { bug, means, seeds: last.seed - from + 1, by, seed: last.seed };
};

/**
 * What is not known of the simulator's own power: a mistake that it does not see; and an invariant that no mistake
 * has broken, so that nobody can tell whether it could ever say no.
 */
export const gapsInPower = (powers: readonly Power[], on: On = "ports"): readonly string[] => {
  const missed = powers.filter(({ seeds }) => seeds === null);
  const unbroken = on === "aws" ? [] : allInvariants;
  const median = medianOf(powers);
  return [
    ...missed.map(({ bug }) => `"${bug}" was never caught`),
    ...unbroken
      .filter((name) => powers.every(({ by }) => by !== name))
      .map((name) => `no mistake has ever broken ${name}: ${invariants[name]}`),
    ...(median < mostOfHalf ? [] : [`half of the mistakes take ${median} seeds or more`]),
  ];
};

/** Half of all mistakes are to be seen within fewer seeds than this. */
const mostOfHalf = 200;

export const medianOf = (powers: readonly Power[]): number => {
  const seeds = powers
    .map((one) => one.seeds ?? Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a - b);
  return seeds[Math.floor(seeds.length / 2)] ?? Number.POSITIVE_INFINITY;
};

export const powerText = (powers: readonly Power[]): string =>
  [
    `${powers.filter(({ seeds }) => seeds !== null).length} of ${powers.length} planted mistakes caught, median ${medianOf(powers)} seeds`,
    ...powers.map(
      ({ bug, seeds, by, means }) =>
        `  ${String(seeds ?? "never").padStart(6)} ${(by ?? "").padEnd(5)} ${bug}: ${means}`,
    ),
  ].join("\n");

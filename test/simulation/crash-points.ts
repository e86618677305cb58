import { forcedFates } from "#test/simulation/fates";
import type { Fate } from "#test/simulation/invocation";
import type { Packs } from "#test/simulation/packs";
import { type Report, runSeed } from "#test/simulation/run";

/** A story that is told once in peace, and then once for each thing that can go wrong in it. */
export type CrashPoints = {
  readonly scenario: string;
  /** How many effects the peaceful telling has. */
  readonly effects: number;
  readonly variants: number;
  readonly tried: number;
  readonly failures: readonly { readonly variant: string; readonly what: string }[];
};

/** Found by looking for the first seeds of small worlds in which these things happen. */
export const scenarios: readonly Scenario[] = [
  { name: "a booking, its texts and an answer", seed: 3, appointments: 1 },
  { name: "a booking that moves", seed: 5, appointments: 1 },
  { name: "a booking that is called off", seed: 13, appointments: 1 },
  { name: "a deposit", seed: 2, appointments: 1 },
];

export type Scenario = {
  readonly name: string;
  readonly seed: number;
  readonly appointments: number;
};

const fates: readonly Fate[] = ["failed_before", "reply_lost", "crash_after", "late"];

type Wish = {
  readonly packs: Packs;
  readonly withPairs: boolean;
  readonly only?: readonly Scenario[];
  /** Every so many-th variant alone: for a quick look, which then says so. */
  readonly every?: number;
};

/** Every effect × four outcomes of each scenario; with pairs, also every second effect after each first. */
export const crashPoints = async (wish: Wish): Promise<readonly CrashPoints[]> => {
  const all: CrashPoints[] = [];
  for (const scenario of wish.only ?? scenarios) all.push(await pointsOf(wish, scenario));
  return all;
};

const pointsOf = async (wish: Wish, scenario: Scenario): Promise<CrashPoints> => {
  const peaceful = forcedFates(new Map());
  const report = await tell(wish, scenario, peaceful);
  if (report.violations.length > 0 || report.cut !== null)
    throw new Error(`Cannot use the scenario "${scenario.name}": it goes wrong in peace`);
  const effects = peaceful.names.length;
  const failures: { variant: string; what: string }[] = [];
  let tried = 0;
  let variants = 0;
  for (const forced of variantsOf(effects, wish.withPairs)) {
    variants += 1;
    if (wish.every !== undefined && variants % wish.every !== 0) continue;
    tried += 1;
    const told = forcedFates(forced);
    const { violations, cut } = await tell(wish, scenario, told);
    const [violation] = violations;
    if (violation === undefined && cut === null) continue;
    const variant = [...forced]
      .map(([index, fate]) => `${told.names[index] ?? "?"}#${index} ${fate}`)
      .join(" and ");
    failures.push({ variant, what: cut ?? `${violation?.invariant}: ${violation?.what}` });
  }
  return { scenario: scenario.name, effects, variants, tried, failures };
};

/** A pair is two effects with the worst that can happen to each: the reply lost, or the caller dead. */
function* variantsOf(effects: number, withPairs: boolean): Generator<ReadonlyMap<number, Fate>> {
  if (!withPairs) {
    for (let index = 0; index < effects; index++)
      for (const fate of fates) yield new Map([[index, fate]]);
    return;
  }
  for (let one = 0; one < effects; one++)
    for (let other = one + 1; other < effects; other++)
      yield new Map<number, Fate>([
        [one, "crash_after"],
        [other, "reply_lost"],
      ]);
}

const tell = (
  { packs }: Wish,
  { seed, appointments }: Scenario,
  fates: ReturnType<typeof forcedFates>,
): Promise<Report> => runSeed({ seed, factor: 0, packs, appointments, mostTenants: 1, fates });

export const crashText = (points: readonly CrashPoints[]): string =>
  points
    .flatMap(({ scenario, effects, variants, tried, failures }) => [
      `${scenario}: ${effects} effects, ${tried} of ${variants} variants tried (${Math.round((100 * tried) / variants)} %), ${failures.length} went wrong`,
      ...failures.slice(0, 20).map(({ variant, what }) => `  RED ${variant}: ${what}`),
    ])
    .join("\n");

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

/**
 * The ten flows that matter most, each as one small world in which nothing goes wrong by itself. `tells` is what has
 * to happen in it: a seed that tells another story by now is no scenario any more.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: "a booking, its texts and two answers",
    seed: 15,
    tells: ["booked with calendly", "texts written"],
  },
  { name: "a booking that moves three times", seed: 1, tells: ["moved with calendly"] },
  { name: "a booking that moves and keeps its name", seed: 43, tells: ["moved with square"] },
  { name: "a booking that is called off", seed: 12, tells: ["cancelled with calendly"] },
  { name: "one that is called off under its name", seed: 19, tells: ["cancelled with square"] },
  { name: "a missed visit", seed: 20, tells: ["missed"] },
  { name: "a deposit that is paid", seed: 50, tells: ["payment paid"] },
  { name: "a deposit that is disputed", seed: 54, tells: ["payment paid", "payment disputed"] },
  { name: "a customer who is erased", seed: 9, tells: ["operator erase"] },
  { name: "a customer who has enough of texts", seed: 52, tells: ["operator opt_out"] },
];

export type Scenario = {
  readonly name: string;
  readonly seed: number;
  readonly tells: readonly string[];
};

const fates: readonly Fate[] = ["failed_before", "reply_lost", "crash_after", "late"];

type Wish = {
  readonly packs: Packs;
  readonly withPairs: boolean;
  readonly only?: readonly Scenario[];
  /** Every so many-th variant alone: for a quick look, which then says so. */
  readonly every?: number;
};

/** Every effect × four outcomes of each scenario; or with pairs, every two places of the code × the worst of each. */
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
  const missing = scenario.tells.filter((act) => report.tally.acts[act] === undefined);
  if (missing.length > 0)
    throw new Error(`Cannot use the scenario "${scenario.name}": it tells no "${missing.join()}"`);
  const effects = peaceful.names.length;
  const failures: { variant: string; what: string }[] = [];
  let tried = 0;
  let variants = 0;
  const all = wish.withPairs ? pairs(peaceful.names) : singles(peaceful.names);
  for (const forced of all) {
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

function* singles(names: readonly string[]): Generator<ReadonlyMap<number, Fate>> {
  for (let index = 0; index < names.length; index++)
    for (const fate of fates) yield new Map([[index, fate]]);
}

/** A place is a call of a port by one role, where it happens first. */
function* pairs(names: readonly string[]): Generator<ReadonlyMap<number, Fate>> {
  const places = names.flatMap((name, index) => (names.indexOf(name) === index ? [index] : []));
  for (const [order, one] of places.entries())
    for (const other of places.slice(order + 1))
      for (const first of worst)
        for (const second of worst)
          yield new Map([
            [one, first],
            [other, second],
          ]);
}

const worst: readonly Fate[] = ["crash_after", "reply_lost"];

const tell = (
  { packs }: Wish,
  { seed }: Scenario,
  fates: ReturnType<typeof forcedFates>,
): Promise<Report> => runSeed({ seed, factor: 0, packs, appointments: 1, mostTenants: 1, fates });

export const crashText = (points: readonly CrashPoints[]): string =>
  points
    .flatMap(({ scenario, effects, variants, tried, failures }) => [
      `${scenario}: ${effects} effects, ${tried} of ${variants} variants tried (${Math.round((100 * tried) / variants)} %), ${failures.length} went wrong`,
      ...failures.slice(0, 20).map(({ variant, what }) => `  RED ${variant}: ${what}`),
    ])
    .join("\n");

import { forcedFates } from "#test/simulation/fates";
import type { Fate } from "#test/simulation/invocation";
import type { Packs } from "#test/simulation/packs";
import { type Report, runSeed } from "#test/simulation/run";

/** A story that is told once in peace, and then once for each thing that can go wrong in it. */
export type CrashPoints = {
  readonly scenario: string;
  /** The world that tells it: each scenario has one of its own. */
  readonly seed: number;
  /** How many effects the peaceful telling has. */
  readonly effects: number;
  readonly variants: number;
  readonly tried: number;
  readonly failures: readonly { readonly variant: string; readonly what: string }[];
};

/**
 * The ten flows that matter most, each as one small world in which nothing goes wrong by itself. `tells` is what has
 * to happen in it, and how often: the first seed that tells it is taken, unless an earlier flow has it.
 */
export const scenarios: readonly Scenario[] = [
  { name: "a booking that moves three times", tells: { "moved with calendly": 3 } },
  {
    name: "a booking, its texts and two answers",
    tells: { "booked with calendly": 1, "texts written": 2 },
  },
  { name: "a booking that moves and keeps its name", tells: { "moved with square": 1 } },
  { name: "a booking that is called off", tells: { "cancelled with calendly": 1 } },
  { name: "one that is called off under its name", tells: { "cancelled with square": 1 } },
  { name: "a missed visit", tells: { missed: 1 } },
  { name: "a deposit that is paid", tells: { "payment paid": 1 } },
  { name: "a deposit that is disputed", tells: { "payment paid": 1, "payment disputed": 1 } },
  { name: "a customer who is erased", tells: { "operator erase": 1 } },
  { name: "a customer who has enough of texts", tells: { "operator opt_out": 1 } },
];

export type Scenario = {
  readonly name: string;
  readonly tells: Readonly<Record<string, number>>;
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
  for (const [scenario, seed] of await seedsOf(wish))
    all.push(await pointsOf(wish, scenario, seed));
  return all;
};

const pointsOf = async (wish: Wish, scenario: Scenario, seed: number): Promise<CrashPoints> => {
  const peaceful = forcedFates(new Map());
  await tell(wish, seed, peaceful);
  const { names } = peaceful;
  const variants = [...(wish.withPairs ? pairs(names) : singles(names))];
  const { every = 1 } = wish;
  const chosen = variants.filter((_, index) => (index + 1) % every === 0);
  const failures: Failed[] = [];
  for (const forced of chosen) failures.push(...(await failuresOf(wish, seed, forced)));
  const counts = { effects: names.length, variants: variants.length, tried: chosen.length };
  return { scenario: scenario.name, seed, ...counts, failures };
};

type Failed = CrashPoints["failures"][number];

const failuresOf = async (
  wish: Wish,
  seed: number,
  forced: ReadonlyMap<number, Fate>,
): Promise<readonly Failed[]> => {
  const told = forcedFates(forced);
  const { violations, cut } = await tell(wish, seed, told);
  const variant = [...forced]
    .map(([index, fate]) => `${told.names[index] ?? "?"}#${index} ${fate}`)
    .join(" and ");
  if (cut !== null) return [{ variant, what: cut }];
  return violations
    .slice(0, 1)
    .map(({ invariant, what }) => ({ variant, what: `${invariant}: ${what}` }));
};

const mostSeedsToLookAt = 400;

/** Which world tells each of the wished scenarios: the same whichever of them are wished. */
const seedsOf = async (wish: Wish): Promise<readonly (readonly [Scenario, number])[]> => {
  const { only = scenarios } = wish;
  const seeds = new Map<Scenario, number>();
  for (let seed = 1; only.some((one) => !seeds.has(one)); seed++) {
    const left = scenarios.filter((one) => !seeds.has(one));
    if (seed > mostSeedsToLookAt)
      throw new Error(`Cannot find a world that tells "${left[0]?.name}"`);
    const acts = await actsOf(wish, seed);
    const told = left.find(({ tells }) => isTold(tells, acts));
    if (told !== undefined) seeds.set(told, seed);
  }
  return [...seeds].filter(([scenario]) => only.includes(scenario));
};

const isTold = (tells: Scenario["tells"], acts: Report["tally"]["acts"]): boolean =>
  Object.entries(tells).every(([act, times]) => (acts[act] ?? 0) >= times);

const actsOf = async (wish: Wish, seed: number): Promise<Report["tally"]["acts"]> => {
  const { violations, cut, tally } = await tell(wish, seed, forcedFates(new Map()));
  const isClean = violations.length === 0 && cut === null;
  if (!isClean) throw new Error(`Cannot use seed ${seed}: it goes wrong in peace`);
  return tally.acts;
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
      for (const [first, second] of worst)
        yield new Map([
          [one, first],
          [other, second],
        ]);
}

const worst: readonly (readonly [Fate, Fate])[] = [
  ["crash_after", "crash_after"],
  ["crash_after", "reply_lost"],
  ["reply_lost", "crash_after"],
  ["reply_lost", "reply_lost"],
];

const tell = (
  { packs }: Wish,
  seed: number,
  fates: ReturnType<typeof forcedFates>,
): Promise<Report> => runSeed({ seed, factor: 0, packs, appointments: 1, mostTenants: 1, fates });

export const crashText = (points: readonly CrashPoints[]): string =>
  points
    .flatMap(({ scenario, seed, effects, variants, tried, failures }) => [
      `${scenario} (seed ${seed}): ${effects} effects, ${tried} of ${variants} variants tried (${Math.round((100 * tried) / variants)} %), ${failures.length} went wrong`,
      ...failures.slice(0, 20).map(({ variant, what }) => `  RED ${variant}: ${what}`),
    ])
    .join("\n");

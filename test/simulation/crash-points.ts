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
 * to happen in it: the first seed that tells it is taken.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: "a booking, its texts and two answers",
    tells: ["booked with calendly", "texts written"],
  },
  { name: "a booking that moves three times", tells: ["moved with calendly"] },
  { name: "a booking that moves and keeps its name", tells: ["moved with square"] },
  { name: "a booking that is called off", tells: ["cancelled with calendly"] },
  { name: "one that is called off under its name", tells: ["cancelled with square"] },
  { name: "a missed visit", tells: ["missed"] },
  { name: "a deposit that is paid", tells: ["payment paid"] },
  { name: "a deposit that is disputed", tells: ["payment paid", "payment disputed"] },
  { name: "a customer who is erased", tells: ["operator erase"] },
  { name: "a customer who has enough of texts", tells: ["operator opt_out"] },
];

export type Scenario = {
  readonly name: string;
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
  const seed = await seedOf(wish, scenario);
  const peaceful = forcedFates(new Map());
  await tell(wish, seed, peaceful);
  const { names } = peaceful;
  const variants = [...(wish.withPairs ? pairs(names) : singles(names))];
  const { every = 1 } = wish;
  const chosen = variants.filter((_, index) => (index + 1) % every === 0);
  const failures: Failed[] = [];
  for (const forced of chosen) failures.push(...(await failuresOf(wish, seed, forced)));
  const counts = { effects: names.length, variants: variants.length, tried: chosen.length };
  return { scenario: scenario.name, ...counts, failures };
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

const seedOf = async (wish: Wish, { name, tells }: Scenario): Promise<number> => {
  for (let seed = 1; seed <= mostSeedsToLookAt; seed++) {
    const { violations, cut, tally } = await tell(wish, seed, forcedFates(new Map()));
    const isClean = violations.length === 0 && cut === null;
    if (!isClean) throw new Error(`Cannot use seed ${seed}: it goes wrong in peace`);
    if (tells.every((act) => tally.acts[act] !== undefined)) return seed;
  }
  throw new Error(`Cannot find a world that tells "${name}"`);
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
    .flatMap(({ scenario, effects, variants, tried, failures }) => [
      `${scenario}: ${effects} effects, ${tried} of ${variants} variants tried (${Math.round((100 * tried) / variants)} %), ${failures.length} went wrong`,
      ...failures.slice(0, 20).map(({ variant, what }) => `  RED ${variant}: ${what}`),
    ])
    .join("\n");

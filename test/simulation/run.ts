import { type Chance, createChance, oneOf } from "#test/simulation/chance";
import { bringLists } from "#test/simulation/customer-lists";
import { drawnFates } from "#test/simulation/fates";
import { noFaults, type On, type Rates, swarmOf } from "#test/simulation/faults";
import { createHosts, type Hosts } from "#test/simulation/hosts";
import type { Fates } from "#test/simulation/invocation";
import type { Violation } from "#test/simulation/invariants";
import type { Packs } from "#test/simulation/packs";
import { livePeople } from "#test/simulation/people";
import type { Planted } from "#test/simulation/planted";
import { createAwsPlatform } from "#test/simulation/aws/platform";
import { createPlatform, type Platform } from "#test/simulation/platform";
import { type Bookings, createBookings } from "#test/simulation/providers";
import { foldListsAnew } from "#test/simulation/rebuilds";
import type { Tally } from "#test/simulation/tally";
import { askAtLast, askNowAndThen } from "#test/simulation/askers";
import { employ } from "#test/simulation/staff";
import { tenantsOf, withMail, withTravellers } from "#test/simulation/tenants";
import { makeWell, troubles } from "#test/simulation/troubles";
import { createUniverse, type Universe } from "#test/simulation/universe";
import { layOut, resumeAll } from "#test/simulation/workload";
import { createWorld, type World } from "#test/simulation/world";
import { createSeen, type Seen } from "#test/simulation/checks/seen";
import { createWatch } from "#test/simulation/checks/watch";
import { checkFinal } from "#test/simulation/checks/final";

export type RunSettings = {
  readonly seed: number;
  /** 1 or 3: how much goes wrong. 0: nothing does. */
  readonly factor: number;
  readonly packs: Packs;
  /** A handful where nothing is said. */
  readonly appointments?: number;
  readonly mostTenants?: number;
  readonly only?: ReadonlySet<string> | undefined;
  readonly tell?: ((line: string) => void) | undefined;
  readonly planted?: Planted | undefined;
  /** In place of chance. */
  readonly fates?: Fates | undefined;
  /** Where nothing is said, over simulated ports. */
  readonly on?: On | undefined;
  /** More is a storm, and no answer. */
  readonly mostSteps?: number;
};

export type Report = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly tally: Tally;
  readonly traceHash: string;
  /** The faults that happened, by their names in the story. */
  readonly faults: readonly string[];
  /** Why the run is no proof of anything; `null` where it went to its end. */
  readonly cut: string | null;
};

export type Stage = {
  readonly universe: Universe;
  readonly hosts: Hosts;
  readonly platform: Platform;
  readonly bookings: Bookings;
  readonly seen: Seen;
  readonly mostSteps: number;
};

const dayMs = 24 * 3_600_000;
/** Spans begin so long before one of these changes of the clocks that it falls into them. */
const changes = ["2026-03-08T10:00:00Z", "2026-11-01T09:00:00Z", "2026-03-29T01:00:00Z"];

/** Where nothing goes wrong nobody writes e-mails, and nobody asks a booking system. */
const businessesOf = (chance: Chance, { factor, mostTenants = 2 }: RunSettings) => {
  const tenants = tenantsOf(chance, mostTenants);
  return factor === 0
    ? { tenants, asks: false }
    : {
        tenants: withTravellers(chance, withMail(chance, tenants)),
        asks: chance.dice("asking")() < 0.5,
      };
};

/** One world from its first moment to its last; everything in it follows from the seed. */
export const runSeed = async (settings: RunSettings): Promise<Report> => {
  const { seed, factor } = settings;
  const chance = createChance(seed);
  const dice = chance.dice("run");
  const change = Date.parse(oneOf(dice, changes));
  const spanMs = (4 + dice() * 8) * dayMs;
  const startMs = Math.floor(change - spanMs * (0.2 + 0.5 * dice()));
  const rates: Rates = factor === 0 ? noFaults : swarmOf(seed, factor);
  const world = createWorld({
    seed,
    startMs,
    rates,
    only: settings.only,
    tell: settings.tell,
  });
  const universe = createUniverse({
    ...wishesIn(settings, world),
    ...businessesOf(chance, settings),
    isDeploying: world.strikes("deploy.code"),
    hasModel: dice() < 0.5,
  });
  const hosts = createHosts(universe);
  const platform = await platformOf(universe, hosts);
  const parts = { universe, hosts };
  const bookings = createBookings(parts);
  const seen = createSeen();
  universe.watch = createWatch(universe, seen);
  universe.store.watch((commit, plain, by) => universe.watch?.onCommit(commit, plain, by));
  const { mostSteps = ordinarySteps } = settings;
  const stage = { universe, hosts, platform, bookings, seen, mostSteps };
  livePeople(parts);
  layOut(parts, bookings, {
    appointments: settings.appointments ?? 2 + Math.floor(dice() * 4),
    spanMs,
  });
  // The golden flows, where nothing goes wrong by chance, are of businesses that look for themselves.
  if (factor !== 0) employ(parts, spanMs);
  if (factor !== 0) bringLists(parts, seen, spanMs);
  askNowAndThen(parts, bookings, spanMs);
  troubles(stage, spanMs);
  if (factor !== 0) foldListsAnew(stage, spanMs);
  return play(stage, spanMs);
};

const wishesIn = ({ fates, packs, planted, on = "ports" }: RunSettings, world: World) => ({
  world,
  packs: packs[on],
  fates: fates ?? drawnFates(world),
  planted: planted ?? null,
  on,
});

const platformOf = async (universe: Universe, hosts: Hosts): Promise<Platform> => {
  const { cloud } = universe;
  if (cloud === null) return createPlatform(universe, hosts);
  await cloud.setUp();
  return createAwsPlatform(universe, hosts, cloud);
};

/** So much may happen in a small world at the most. */
const ordinarySteps = 400_000;

const play = async (stage: Stage, spanMs: number): Promise<Report> => {
  const { universe } = stage;
  const { world } = universe;
  const startMs = world.nowMs();
  await drain(stage, startMs + spanMs);
  world.heal();
  makeWell(stage);
  resumeAll(stage);
  askAtLast(stage);
  await settle(stage, 24 * dayMs);
  // Twice, and much later: who gives dead letters back must not do it by the calendar.
  for (let time = 0; time < 2; time++) await redrive(stage);
  const isClean = world.violations.length === 0;
  const cut = isClean ? cutOf(stage) : null;
  if (isClean && cut === null) await checkFinal(stage);
  for (const letGo of universe.desk.waiting) letGo();
  world.tally.seeds = 1;
  world.tally.simulatedMs = world.nowMs() - startMs;
  return {
    seed: world.seed,
    violations: world.violations,
    tally: world.tally,
    traceHash: world.traceHash(),
    faults: [...world.struck],
    cut,
  };
};

/** All that was ever put aside, also what has been given back before: whatever breaks now was broken by that. */
const redrive = async (stage: Stage): Promise<void> => {
  const { universe, platform } = stage;
  const { world, queues } = universe;
  if (queues.buried.length === 0 || world.violations.length > 0) return;
  platform.giveBack([...queues.buried]);
  await settle(stage, dayMs);
  const [first] = world.violations;
  world.check("L6", first === undefined, () => `${first?.invariant ?? ""}: ${first?.what ?? ""}`);
};

/** Sweeps now and then, as it would, until the visits are over and nothing moves. */
const settle = async (stage: Stage, forMs: number): Promise<void> => {
  const { universe, platform } = stage;
  const untilMs = universe.world.nowMs() + forMs;
  const rounds = Math.ceil(forMs / (2 * dayMs));
  for (let round = 1; round <= rounds; round++) {
    platform.sweepAll();
    await drain(stage, Math.min(untilMs, universe.world.nowMs() + 2 * dayMs));
  }
};

const cutOf = ({ universe: { world }, mostSteps }: Stage): string | null => {
  if (world.tally.steps >= mostSteps) return "more steps than a small world may take";
  return world.tally.commits === 0 ? "nothing was ever written" : null;
};

/** Steps from one thing to the next; in between everything that can go on without the world goes on. */
const drain = ({ universe: { world }, mostSteps }: Stage, untilMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const again = (): void => process.nextTick(next);
    const ready = Promise.resolve();
    const next = (): void => {
      try {
        const isOver = world.violations.length > 0 || world.tally.steps >= mostSteps;
        if (isOver) return resolve();
        if (!world.step(untilMs)) {
          world.rest(untilMs);
          return resolve();
        }
      } catch (error) {
        reject(error);
        return;
      }
      // Behind all that is ready now, and all that this makes ready.
      void ready.then(again);
    };
    next();
  });

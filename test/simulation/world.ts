import { createAgenda } from "#test/simulation/agenda";
import { type Chance, createChance, type Dice, mixed, textHash } from "#test/simulation/chance";
import { type FaultKind, type Rates } from "#test/simulation/faults";
import type { Invariant, Violation } from "#test/simulation/invariants";
import { emptyTally, type Tally } from "#test/simulation/tally";
import type { Instant } from "#core/kernel/time";
import { fromEpochMs } from "#core/kernel/time";

export type WorldSettings = {
  readonly seed: number;
  readonly startMs: number;
  readonly rates: Rates;
  /** Where given, only these faults happen, by their names in the story; the others are drawn in vain. */
  readonly only: ReadonlySet<string> | undefined;
  /** Told every line of the story. */
  readonly tell: ((line: string) => void) | undefined;
};

/**
 * A world that one seed decides: its clock moves only to the next thing on the agenda, and nothing in it knows
 * any other clock, chance or wait.
 */
export type World = {
  readonly seed: number;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly violations: Violation[];
  /** True time, in milliseconds since 1970. No machine in the world knows it exactly. */
  readonly nowMs: () => number;
  readonly isHealed: () => boolean;
  /** Negative where the world has not healed yet. */
  readonly sinceHealedMs: () => number;
  /** From here on nothing goes wrong any more, and what was wrong is well. */
  readonly heal: () => void;
  readonly plan: (inMs: number, run: () => void) => void;
  /** One thing from the agenda; false where there is none before `untilMs`. */
  readonly step: (untilMs: number) => boolean;
  /** Lets the time pass until then: nothing is on the agenda before. */
  readonly rest: (untilMs: number) => void;
  /** Whether a fault of this kind happens here and now. `where` gives it dice of its own. */
  readonly strikes: (kind: FaultKind, where?: string) => boolean;
  /** As `strikes`, of a fault that has been drawn already: whether it is let happen. */
  readonly lets: (kind: FaultKind, name: string) => boolean;
  readonly rate: (kind: FaultKind) => number;
  /** Holds `is` against an invariant, and counts that it was really asked. */
  readonly check: (invariant: Invariant, is: boolean, what: () => string) => void;
  readonly count: (act: string) => void;
  /** Goes into the trace: two runs are equal if and only if these are. */
  readonly trace: (one: number, other: number) => void;
  readonly traceHash: () => string;
  readonly tell: ((line: string) => void) | null;
  /** Faults that have happened, by name. */
  readonly struck: Set<string>;
};

export const createWorld = (settings: WorldSettings): World => {
  const { seed, rates, only } = settings;
  const chance = createChance(seed);
  const agenda = createAgenda();
  const tally = emptyTally();
  const violations: Violation[] = [];
  const struck = new Set<string>();
  const places = new Map<string, { dice: Dice; draws: number }>();
  let nowMs = settings.startMs;
  let healed = false;
  let healedMs = Number.POSITIVE_INFINITY;
  let high = seed | 0;
  let low = ~seed;

  const lets = (kind: FaultKind, name: string): boolean => {
    if (healed || (only !== undefined && !only.has(name))) return false;
    tally.faults[kind] += 1;
    struck.add(name);
    high = mixed(high, textHash(name));
    settings.tell?.(`${spelled(nowMs)} ⚡ ${name}`);
    return true;
  };
  const strikes = (kind: FaultKind, where: string = kind): boolean => {
    if (healed || rates[kind] === 0) return false;
    let place = places.get(where);
    if (place === undefined) {
      place = { dice: chance.dice(`fault ${where}`), draws: 0 };
      places.set(where, place);
    }
    place.draws += 1;
    return place.dice() < rates[kind] && lets(kind, `${where}#${place.draws}`);
  };

  return {
    seed,
    chance,
    tally,
    violations,
    struck,
    nowMs: () => nowMs,
    isHealed: () => healed,
    sinceHealedMs: () => nowMs - healedMs,
    heal: () => {
      healed = true;
      healedMs = nowMs;
      settings.tell?.(`${spelled(nowMs)} — the world has healed`);
    },
    plan: (inMs, run) => agenda.plan(nowMs + Math.max(0, inMs), run),
    step: (untilMs) => {
      const next = agenda.take();
      if (next === null) return false;
      if (next.atMs > untilMs) {
        agenda.plan(next.atMs, next.run);
        return false;
      }
      if (next.atMs > nowMs) nowMs = next.atMs;
      tally.steps += 1;
      next.run();
      return true;
    },
    rest: (untilMs) => {
      nowMs = Math.max(nowMs, untilMs);
    },
    strikes,
    lets,
    rate: (kind) => (healed ? 0 : rates[kind]),
    check: (invariant, is, what) => {
      tally.checks[invariant] += 1;
      if (is) return;
      violations.push({ invariant, what: what(), atMs: nowMs });
      settings.tell?.(`${spelled(nowMs)} ✗ ${invariant}: ${what()}`);
    },
    count: (act) => {
      tally.acts[act] = (tally.acts[act] ?? 0) + 1;
    },
    trace: (one, other) => {
      high = mixed(high, one ^ low);
      low = mixed(low, other ^ nowMs);
    },
    traceHash: () => [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join(""),
    tell: settings.tell ?? null,
  };
};

export const spelled = (ms: number): Instant => fromEpochMs(ms);

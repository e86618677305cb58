import { allFaultKinds, type FaultKind } from "#test/simulation/faults";
import { allInvariants, type Invariant } from "#test/simulation/invariants";

/** What became of a call of a port. */
export const outcomes = [
  "run",
  "failed_before",
  "reply_lost",
  "crash_before",
  "crash_after",
  "late",
  "frozen",
] as const;
export type Outcome = (typeof outcomes)[number];

/** What a run has really tried, so that nothing passes for tested that never was. */
export type Tally = {
  seeds: number;
  steps: number;
  effects: number;
  commits: number;
  texts: number;
  simulatedMs: number;
  readonly faults: Record<FaultKind, number>;
  /** By `role.port.call`, in the order of `outcomes`. */
  readonly calls: Record<string, number[]>;
  readonly checks: Record<Invariant, number>;
  /** What the doors and the workload did, by name: an empty workload shows here. */
  readonly acts: Record<string, number>;
};

export const emptyTally = (): Tally => ({
  seeds: 0,
  steps: 0,
  effects: 0,
  commits: 0,
  texts: 0,
  simulatedMs: 0,
  faults: zeros(allFaultKinds),
  calls: {},
  checks: zeros(allInvariants),
  acts: {},
});

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

export const addTally = (into: Tally, one: Tally): void => {
  into.seeds += one.seeds;
  into.steps += one.steps;
  into.effects += one.effects;
  into.commits += one.commits;
  into.texts += one.texts;
  into.simulatedMs += one.simulatedMs;
  addCounts(into.faults, one.faults);
  addCounts(into.checks, one.checks);
  addCounts(into.acts, one.acts);
  for (const [call, counts] of Object.entries(one.calls)) {
    const known = (into.calls[call] ??= outcomes.map(() => 0));
    for (const [index, count] of counts.entries()) known[index] = (known[index] ?? 0) + count;
  }
};

const addCounts = (into: Record<string, number>, one: Readonly<Record<string, number>>): void => {
  for (const [key, count] of Object.entries(one)) into[key] = (into[key] ?? 0) + count;
};

/** Calls by `port.call`, whoever made them. */
export const byPort = (tally: Tally): ReadonlyMap<string, readonly number[]> => {
  const sums = new Map<string, number[]>();
  for (const [call, counts] of Object.entries(tally.calls)) {
    const port = call.slice(call.indexOf(".") + 1);
    const known = sums.get(port) ?? outcomes.map(() => 0);
    sums.set(
      port,
      known.map((count, index) => count + (counts[index] ?? 0)),
    );
  }
  return sums;
};

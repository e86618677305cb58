import type { Violation } from "#test/simulation/invariants";
import type { On } from "#test/simulation/faults";
import { loadPacks, type Packs } from "#test/simulation/packs";
import type { Planted } from "#test/simulation/planted";
import { type Report, runSeed, type RunSettings } from "#test/simulation/run";
import { addTally, emptyTally, type Tally } from "#test/simulation/tally";

export type Failure = {
  readonly seed: number;
  readonly factor: number;
  readonly violation: Violation | null;
  readonly cut: string | null;
};

export type Campaign = {
  readonly tally: Tally;
  readonly failures: readonly Failure[];
  /** Of all traces together: two campaigns over the same seeds are equal if and only if these are. */
  readonly traceHash: string;
  readonly cpuMs: number;
};

export type CampaignSettings = {
  readonly from: number;
  readonly seeds: number;
  /** Every so many-th seed: with two workers each takes every second. */
  readonly step?: number;
  readonly factor: number;
  readonly on?: On;
  readonly packs?: Packs;
  readonly planted?: Planted;
  readonly stopAtFirst?: boolean;
  /** Awaited before each world: worlds themselves never let the machine have its turn. */
  readonly breathe?: () => Promise<void>;
};

/** One world after the other. */
export const runCampaign = async (settings: CampaignSettings): Promise<Campaign> => {
  const { from, seeds, step = 1, factor, planted } = settings;
  const packs = settings.packs ?? (await loadPacks());
  const tally = emptyTally();
  const failures: Failure[] = [];
  let traces = "";
  const before = process.cpuUsage();
  for (let index = 0; index < seeds; index++) {
    await settings.breathe?.();
    const seed = from + index * step;
    const report = await toItsEnd({ seed, factor, packs, planted, on: settings.on });
    addTally(tally, report.tally);
    traces = folded(traces, report.traceHash);
    const failure = failureIn(report, factor, planted);
    if (failure === null) continue;
    failures.push(failure);
    if (settings.stopAtFirst && isCaught(failure, planted)) break;
  }
  const used = process.cpuUsage(before);
  return { tally, failures, traceHash: traces, cpuMs: (used.user + used.system) / 1_000 };
};

/** Whatever a world throws, the others go on, and its seed is told. */
const toItsEnd = (settings: RunSettings): Promise<Report> =>
  runSeed(settings).catch((error: unknown) => ({
    seed: settings.seed,
    violations: [],
    tally: emptyTally(),
    traceHash: "",
    faults: [],
    cut: `it was thrown out: ${String(error)}`,
  }));

/** Something was broken, or it is no proof of anything. */
export const isRed = ({ violations, cut }: Report): boolean =>
  violations.length > 0 || cut !== null;

export const reportText = (report: Report, factor: number): string => {
  const { seed, violations, cut, traceHash } = report;
  const why = cut === null ? "" : `, ${cut}`;
  return `seed ${seed} at ${factor}x: ${violations.length} violations${why}, trace ${traceHash}`;
};

const failureIn = (
  report: Report,
  factor: number,
  planted: Planted | undefined,
): Failure | null => {
  if (!isRed(report)) return null;
  const { seed, violations, cut } = report;
  const isMeant = ({ invariant }: Violation): boolean => invariant === planted?.breaks;
  return { seed, factor, violation: violations.find(isMeant) ?? violations[0] ?? null, cut };
};

/** By whatever it is, unless the mistake says what has to catch it. */
export const isCaught = (failure: Failure | undefined, planted: Planted | undefined): boolean =>
  failure !== undefined &&
  (planted?.breaks === undefined || failure.violation?.invariant === planted.breaks);

/** Commutes with nothing: the order of the seeds counts. */
const folded = (before: string, one: string): string => {
  let hash = 0x811c9dc5;
  for (const letter of before + one) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0") + one.slice(0, 8);
};

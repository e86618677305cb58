import { notMade, portCalls } from "#test/simulation/calls";
import { everyFault, faultKindsOn, type On } from "#test/simulation/faults";
import { allInvariants, invariants } from "#test/simulation/invariants";
import { byPort, outcomes, type Tally } from "#test/simulation/tally";

/** So few seeds prove nothing about what is rare: below this only kinds, invariants and whole ports must not be zero. */
const seedsForEverything = 1_500;

/** Calls that are made so seldom that some of their outcomes want more seeds than a gate has. */
const seedsForRareCalls = 20_000;
const rareBelow = 5_000;

/**
 * Why a run that found nothing proves nothing: what was never tried. Empty where every fault kind happened, every
 * call met every outcome, and every invariant was really asked.
 */
export const gapsIn = (tally: Tally, on: On = "ports"): readonly string[] => {
  const gaps = [...gapsInFaults(tally, on)];
  if (tally.seeds === 0 || tally.commits === 0) gaps.push("the workload is empty");
  if (tally.texts === 0) gaps.push("no text was ever sent");
  for (const name of allInvariants)
    if (tally.checks[name] === 0)
      gaps.push(`invariant ${name} was never asked: ${invariants[name]}`);
  return [...gaps, ...gapsInCalls(tally), ...(on === "ports" ? gapsInPorts(tally) : [])];
};

/** A call that nobody makes any more would meet no outcome, and be missed by nobody; one that is on no list neither. */
const gapsInPorts = (tally: Tally): readonly string[] => {
  const made = byPort(tally);
  const isEnough = tally.seeds >= seedsForEverything;
  return [
    ...portCalls
      .filter((call) => isEnough && !made.has(call))
      .map((call) => `call "${call}" was never made`),
    ...[...made.keys()]
      .filter((call) => !portCalls.includes(call) && notMade[call] === undefined)
      .map((call) => `call "${call}" is on no list of calls`),
  ];
};

const gapsInFaults = (tally: Tally, on: On): readonly string[] =>
  faultKindsOn(on)
    .filter((kind) => tally.faults[kind] === 0)
    .map((kind) => `fault "${kind}" never happened: ${everyFault[kind][1]}`);

const gapsInCalls = (tally: Tally): readonly string[] => {
  if (tally.seeds < seedsForEverything) return [];
  return [...byPort(tally)].flatMap(([call, counts]) => {
    const calls = counts.reduce((sum, count) => sum + count, 0);
    if (calls < rareBelow && tally.seeds < seedsForRareCalls) return [];
    return outcomes.flatMap((outcome, index) =>
      counts[index] === 0 ? [`call "${call}" never met "${outcome}"`] : [],
    );
  });
};

/** The claim that a run makes, in tables. */
export const coverageText = (tally: Tally, on: On = "ports"): string => {
  const lines: string[] = ["", "Faults that happened"];
  for (const kind of faultKindsOn(on))
    lines.push(`  ${pad(tally.faults[kind])}  ${kind.padEnd(28)} ${everyFault[kind][1]}`);
  lines.push("", "Invariants that were really asked");
  for (const name of allInvariants)
    lines.push(`  ${pad(tally.checks[name])}  ${name.padEnd(4)} ${invariants[name]}`);
  lines.push("", `Calls by what became of them\n  ${"".padEnd(24)}${outcomes.map(head).join("")}`);
  for (const [call, counts] of [...byPort(tally)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  ))
    lines.push(`  ${call.padEnd(24)}${counts.map(pad).join("")}`);
  if (on === "ports") lines.push(...notMadeIn(tally));
  lines.push("", "What the workload did");
  for (const [act, count] of Object.entries(tally.acts).toSorted(
    ([, one], [, other]) => other - one,
  ))
    lines.push(`  ${pad(count)}  ${act}`);
  return lines.join("\n");
};

const notMadeIn = (tally: Tally): readonly string[] => {
  const made = byPort(tally);
  const left = Object.entries(notMade).filter(([call]) => !made.has(call));
  return [
    "",
    "Calls that no world made",
    ...left.map(([call, why]) => `  ${call.padEnd(24)}${why}`),
  ];
};

const pad = (count: number): string => String(count).padStart(13);
const head = (word: string): string => word.padStart(13);

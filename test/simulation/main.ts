import { fork } from "node:child_process";
import {
  type Campaign,
  type Failure,
  isRed,
  reportText,
  runCampaign,
} from "#test/simulation/campaign";
import { coverageText, gapsIn } from "#test/simulation/coverage";
import { crashPoints, crashText } from "#test/simulation/crash-points";
import { loadPacks, type Packs } from "#test/simulation/packs";
import { gapsInPower, mostSeedsOfMistake, powerOf, powerText } from "#test/simulation/power";
import { runSeed } from "#test/simulation/run";
import { keepStory, shrink, storyText } from "#test/simulation/shrink";
import { addTally, emptyTally } from "#test/simulation/tally";
import { saidOn, usage, type Wishes } from "#test/simulation/wishes";

/** Whoever has mistyped something wants to know what, and no stack. */
const understood = (): ReturnType<typeof saidOn> => {
  try {
    return saidOn(process.argv.slice(2));
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split(". ");
    process.stderr.write(`simulate: ${what}\n\n${usage}\n`);
    process.exit(2);
  }
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
/** Who stops listening has heard no verdict. */
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === "EPIPE" ? 1 : 2),
);
const said = understood();
const { seeds, from, workers, factors, on } = said;
const [factor = 1] = factors;

const main = async (): Promise<number> => {
  const packs = await loadPacks();
  const { replay: replayed, shrink: shrunk } = said;
  if (replayed !== undefined) return replay(packs, Number(replayed));
  if (shrunk !== undefined) return shorten(packs, Number(shrunk));
  if (said["crash-points"]) return everyCrashPoint(packs);
  return said.power ? everyMistake(packs) : campaign();
};

const replay = async (packs: Packs, seed: number): Promise<number> => {
  const report = await runSeed({ seed, factor, packs, on, tell: say });
  say(reportText(report, factor));
  return isRed(report) ? 1 : 0;
};

const shorten = async (packs: Packs, seed: number): Promise<number> => {
  const story = await shrink({ seed, factor, packs, on });
  if (story === null) {
    const report = await runSeed({ seed, factor, packs, on });
    say(`no invariant is broken, so there is no story: ${reportText(report, factor)}`);
    return isRed(report) ? 1 : 0;
  }
  say(storyText(story));
  if (said.save !== undefined) keepStory(said.save, story);
  return 1;
};

const everyCrashPoint = async (packs: Packs): Promise<number> => {
  const points = await crashPoints({ packs, withPairs: said.pairs });
  say(said.json ? JSON.stringify(points) : crashText(points));
  return points.every(({ failures }) => failures.length === 0) ? 0 : 1;
};

const everyMistake = async (packs: Packs): Promise<number> => {
  const power = await powerOf({ packs, mostSeeds: mostSeedsOfMistake, from, on });
  const gaps = gapsInPower(power, on);
  say(said.json ? JSON.stringify({ power, gaps }) : powerText(power));
  if (!said.json) for (const gap of gaps) say(`RED  ${gap}`);
  return gaps.length === 0 ? 0 : 1;
};

/** Half of the seeds at 1×, half at 3×, unless one of them was asked for. */
const campaign = async (): Promise<number> => {
  const began = performance.now();
  const jobs = Array.from({ length: workers }, (_, index) => ({
    from: from + index,
    seeds: Math.max(0, Math.ceil((seeds - index) / workers)),
    step: workers,
    factor: factors[index % factors.length] ?? 1,
    on,
  }));
  const done = await Promise.all(jobs.map(workOff));
  return conclude(done, (performance.now() - began) / 1_000);
};

type Job = {
  readonly from: number;
  readonly seeds: number;
  readonly step: number;
  readonly factor: number;
  readonly on: Wishes["on"];
};

const workOff = (job: Job): Promise<Campaign> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ["--worker", JSON.stringify(job)], {
      execArgv: [...process.execArgv, ...roomy],
    });
    let campaign: Campaign | null = null;
    child.on("message", (message) => {
      campaign = message as Campaign;
    });
    child.on("exit", (code) => {
      if (campaign === null) reject(new Error(`A worker ended early, with ${code ?? "a signal"}`));
      else resolve(campaign);
    });
  });

/**
 * A world's litter is short-lived: where there is room for that of many worlds, hardly anything of it is ever looked
 * at; and there are as many workers as cores, so that nobody is left to help with it.
 */
const roomy = [
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
  "--no-parallel-scavenge",
] as const;

const conclude = (done: readonly Campaign[], seconds: number): number => {
  const tally = emptyTally();
  for (const one of done) addTally(tally, one.tally);
  const failures = done.flatMap((one) => one.failures);
  const gaps = failures.length === 0 ? [...missing(tally.seeds), ...gapsIn(tally, on)] : [];
  const cpuSeconds = done.reduce((sum, one) => sum + one.cpuMs, 0) / 1_000;
  const figures = {
    seeds: tally.seeds,
    steps: tally.steps,
    effects: tally.effects,
    texts: tally.texts,
    seconds: round(seconds),
    cpuMsPerSeed: round((cpuSeconds * 1_000) / tally.seeds),
    stepsPerCpuSecond: Math.round(tally.steps / cpuSeconds),
    timeCompression: Math.round(tally.simulatedMs / 1_000 / seconds),
    traces: done.map((one) => one.traceHash),
  };
  if (said.json) say(JSON.stringify({ figures, failures, gaps, tally }));
  else {
    say(coverageText(tally, on));
    say(
      `\n${Object.entries(figures)
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join("\n")}`,
    );
    for (const gap of gaps) say(`RED  ${gap}`);
    for (const failure of failures) say(failureText(failure));
    if (failures.length + gaps.length === 0) say("GREEN: nothing lost, doubled, stale or leaked");
  }
  return failures.length + gaps.length === 0 ? 0 : 1;
};

/** A worker that has played fewer worlds than it was asked for proves nothing of the others. */
const missing = (played: number): readonly string[] =>
  played === seeds ? [] : [`${played} worlds were played, and ${seeds} were asked for`];

const failureText = ({ seed, factor, violation, cut }: Failure): string =>
  `RED  seed ${seed}: ${violation === null ? cut : `${violation.invariant}: ${violation.what}`}\n` +
  `     npm run simulate -- --replay ${seed} --faults ${factor}x${on === "aws" ? " --on aws" : ""}`;

const round = (number: number): number => Math.round(number * 100) / 100;

/** So that a worker hears of it when whoever wanted it is gone: worlds leave no other moment for that. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

if (said.help) say(usage);
else if (said.worker === undefined) process.exitCode = await main();
else {
  process.once("disconnect", () => process.exit(1)); // Whoever wanted it is gone.
  const finished = await runCampaign({ ...(JSON.parse(said.worker) as Job), breathe });
  process.send?.(finished, () => process.exit());
}

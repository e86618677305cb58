import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../stacks/bundles.ts";
import { functionNames } from "../../stacks/names.ts";
import { isWebhook } from "../../stacks/sizes.ts";

/**
 * What a cold start on AWS costs, as far as one machine can tell: what each function reads, and how long a fresh
 * process takes to import it. It is a stand-in: Lambda's processor, disk and sandbox are others. It measures, and never
 * asserts; what a function may weigh is asserted in `test/stacks/bundles.test.ts`.
 */
export type ColdStart = {
  readonly function: string;
  readonly kilobytes: number;
  /** Median; the slowest of a shared machine says more about the machine. */
  readonly importMs: number;
  /** Median of the processor's time in the same runs, on all its threads: it does not wait for others. */
  readonly importCpuMs: number;
  readonly wanted: { readonly kilobytes: number; readonly importMs: number };
};

export const measureColdStarts = async ({
  runs,
  say,
}: {
  readonly runs: number;
  readonly say: (line: string) => void;
}): Promise<readonly ColdStart[]> => {
  const folder = mkdtempSync(join(tmpdir(), "aro-cold-"));
  try {
    const probe = join(folder, "probe.mjs");
    writeFileSync(probe, probeText);
    const bundles = await Promise.all(
      functionNames.map(async (name) => ({
        name,
        ...(await bundle(name, join(folder, name), { write: true })),
      })),
    );
    const times = bundles.map((): Took[] => []);
    // One after the other, round by round: what slows the machine down slows all of them down.
    for (let run = 0; run < runs; run += 1) {
      for (const [n, { file }] of bundles.entries()) times[n]?.push(imported(probe, file));
      say(`cold starts: round ${run + 1} of ${runs}`);
    }
    return bundles.map(({ name, startBytes }, n) => ({
      function: name,
      kilobytes: startBytes / 1024,
      importMs: median((times[n] ?? []).map(({ ms }) => ms)),
      importCpuMs: median((times[n] ?? []).map(({ cpuMs }) => cpuMs)),
      wanted: wantedOf(name),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A provider waits for a webhook's answer; for all others nobody does. */
const wantedOf = (name: (typeof functionNames)[number]): ColdStart["wanted"] =>
  isWebhook(name) ? { kilobytes: 500, importMs: 120 } : { kilobytes: 1_536, importMs: 250 };

type Took = { readonly ms: number; readonly cpuMs: number };

const probeText = `
import { pathToFileURL } from "node:url";
const before = process.cpuUsage();
const began = performance.now();
await import(pathToFileURL(process.argv[2]).href);
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));
process.exit(0);
`;

const imported = (probe: string, file: string): Took => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [probe, file], {
    encoding: "utf8",
    env: {}, // An import touches nothing, or it is no import of ours.
  });
  if (status !== 0) throw new Error(`Cannot import ${file}: ${stderr}`);
  return JSON.parse(stdout) as Took;
};

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const told = (one: ColdStart): string => {
  const { function: name, kilobytes, importMs: ms, importCpuMs: cpuMs, wanted } = one;
  const isIn = kilobytes < wanted.kilobytes && ms < wanted.importMs;
  return [
    name.padEnd(24),
    `${kilobytes.toFixed(0).padStart(6)} KB`,
    `${ms.toFixed(1).padStart(8)} ms`,
    `${cpuMs.toFixed(1).padStart(8)} ms of processor`,
    `(wanted: under ${wanted.kilobytes} KB, ${wanted.importMs} ms)`,
    ...(isIn ? [] : ["TOO MUCH"]),
  ].join("  ");
};

if (import.meta.main) {
  const figures = await measureColdStarts({
    runs: process.argv.includes("--quick") ? 3 : 15,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(
    process.argv.includes("--json")
      ? `${JSON.stringify(figures)}\n`
      : `${figures.map(told).join("\n")}\n`,
  );
}

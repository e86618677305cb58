import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundling } from "../../stacks/bundling.ts";
import { manifest } from "#manifest";

/**
 * What a cold start on AWS costs, as far as one machine can tell: the size of each function's bundle, and how long a
 * fresh process takes to import it. It is a stand-in: Lambda's processor, disk and sandbox are others. It measures, and
 * never asserts.
 *
 * Each bundle is built as SST builds it. Where a function has no entry yet (`functions/aws/…`), its door is measured in
 * its place, without what AWS will add to it, and the figure says so.
 */
export type ColdStart = {
  readonly function: string;
  readonly isDoorOnly: boolean;
  readonly kilobytes: number;
  /** Median; the slowest of a shared machine says more about the machine. */
  readonly importMs: number;
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
    const bundles = await Promise.all(functionsOnAws().map((name) => bundled(folder, name)));
    const times = bundles.map((): number[] => []);
    // One after the other, round by round: what slows the machine down slows all of them down.
    for (let run = 0; run < runs; run += 1) {
      for (const [n, { file }] of bundles.entries()) times[n]?.push(importMs(probe, file));
      say(`cold starts: round ${run + 1} of ${runs}`);
    }
    return bundles.map(({ name, isDoorOnly, file }, n) => ({
      function: name,
      isDoorOnly,
      kilobytes: statSync(file).size / 1024,
      importMs: median(times[n] ?? []),
      wanted: wantedOf(name),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A provider waits for a webhook's answer; for all others nobody does. */
const wantedOf = (name: string): ColdStart["wanted"] =>
  isWebhook(name) ? { kilobytes: 500, importMs: 120 } : { kilobytes: 1_536, importMs: 250 };

const isWebhook = (name: string): boolean =>
  manifest.http.some((route) => route.function === name && route.access === "signed");

const functionsOnAws = (): readonly string[] => [
  ...new Set(
    [
      manifest.http.filter(({ access }) => access !== "local"),
      manifest.streams,
      manifest.queues,
      manifest.timers,
    ]
      .flat()
      .map((entry) => entry.function),
  ),
];

type Bundle = { readonly name: string; readonly isDoorOnly: boolean; readonly file: string };

const bundled = async (folder: string, name: string): Promise<Bundle> => {
  const entry = `functions/aws/${name}.ts`;
  const isDoorOnly = !existsSync(entry);
  const file = join(folder, `${name.replaceAll("/", "-")}.mjs`);
  await build({
    entryPoints: [isDoorOnly ? `functions/${name}.ts` : entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    ...bundling,
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    logLevel: "silent",
    // As SST writes it over each bundle: some dependencies still call `require`.
    banner: {
      js: [
        `import { createRequire as topLevelCreateRequire } from 'module';`,
        `const require = topLevelCreateRequire(import.meta.url);`,
        `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
        `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
      ].join("\n"),
    },
  });
  return { name, isDoorOnly, file };
};

const probeText = `
import { pathToFileURL } from "node:url";
const began = performance.now();
await import(pathToFileURL(process.argv[2]).href);
process.stdout.write(String(performance.now() - began));
process.exit(0);
`;

const importMs = (probe: string, file: string): number => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [probe, file], {
    encoding: "utf8",
    env: {}, // An import touches nothing, or it is no import of ours.
  });
  if (status !== 0) throw new Error(`Cannot import ${file}: ${stderr}`);
  return Number(stdout);
};

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const told = (one: ColdStart): string => {
  const { function: name, isDoorOnly, kilobytes, importMs: ms, wanted } = one;
  const isIn = kilobytes < wanted.kilobytes && ms < wanted.importMs;
  return [
    name.padEnd(24),
    `${kilobytes.toFixed(0).padStart(6)} KB`,
    `${ms.toFixed(1).padStart(8)} ms`,
    `(wanted: under ${wanted.kilobytes} KB, ${wanted.importMs} ms)`,
    ...(isIn ? [] : ["TOO MUCH"]),
    ...(isDoorOnly ? ["the door only"] : []),
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

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measureAwsAppends } from "#test/load/aws-appends";
import { type Life, measureLife } from "#test/load/aws-life";
import { measureColdStarts } from "#test/load/cold-start";
import { prices } from "#test/load/aws-prices";

/**
 * `npm run bench:aws`: what AWS would bill for an appointment, how fast commits are appended, how long a function takes to
 * load. Measures, and never asserts. `--json` prints one object on stdout; progress goes to stderr either way.
 */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const figures = {
  machine: { cpus: cpus().length, model: cpus()[0]?.model ?? "unknown", node: process.version },
  prices,
  life: await measureLife({ projectWindowMs: 0, say }),
  lifeWithAMinuteForReadModels: await measureLife({ projectWindowMs: 60_000, say }),
  appends: await measureAwsAppends({ appends: 100, rounds: 45, say }),
  coldStarts: await measureColdStarts({ runs: 15, say }),
};

const usd = (value: number): string => `${(value * 1e6).toFixed(1)} USD per million`;

const linesOf = (title: string, { usd: total, wantedUsd, usdByKind, billed }: Life): string[] => [
  `${title}: ${usd(total)} (wanted: ${usd(wantedUsd)})`,
  ...Object.entries(usdByKind)
    .toSorted(([, one], [, more]) => more - one)
    .map(
      ([kind, one]) =>
        `  ${kind.padEnd(20)} ${String(Number(billed[kind as keyof typeof billed].toPrecision(3))).padStart(10)}  ${usd(one)}`,
    ),
];

mkdirSync("reports", { recursive: true });
writeFileSync("reports/bench-aws.json", `${JSON.stringify(figures, null, 2)}\n`);
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(figures)}\n`);
else {
  const lines = [
    ...linesOf("one appointment's life", figures.life),
    ...linesOf("the same, read models folded once a minute", figures.lifeWithAMinuteForReadModels),
    "requests:",
    ...Object.entries(figures.life.requests).map(
      ([name, count]) => `  ${name.padEnd(28)} ${count}`,
    ),
    "estimated:",
    ...figures.life.estimated.map((line) => `  ${line}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

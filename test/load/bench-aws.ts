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
  life: await measureLife({ appointments: 1, say }),
  lifeInAClinic: await measureLife({ appointments: 20, say }),
  lifeFoldedAtOnce: await measureLife({ appointments: 1, gatherSeconds: 0, say }),
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

/** The same kinds of items from whichever function, most expensive first. */
const unitLinesOf = ({ units }: Life): string[] => {
  const kinds = new Map<string, { write: number; read: number }>();
  for (const { of, write, read } of units) {
    const before = kinds.get(of) ?? { write: 0, read: 0 };
    kinds.set(of, { write: before.write + write, read: before.read + read });
  }
  const priceOf = ({ write, read }: { write: number; read: number }): number =>
    write * prices.dynamodbWrite.usd + read * prices.dynamodbRead.usd;
  return [...kinds]
    .toSorted(([, one], [, more]) => priceOf(more) - priceOf(one))
    .map(([of, { write, read }]) => `  ${of.padEnd(34)} ${write} written, ${read} read`);
};

mkdirSync("reports", { recursive: true });
writeFileSync("reports/bench-aws.json", `${JSON.stringify(figures, null, 2)}\n`);
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(figures)}\n`);
else {
  const lines = [
    ...linesOf("one appointment's life, of one alone", figures.life),
    ...linesOf("one appointment's life, of 20 in one clinic", figures.lifeInAClinic),
    ...linesOf("one alone, read models folded at once", figures.lifeFoldedAtOnce),
    "units of the database, of one alone, by what was asked of what:",
    ...unitLinesOf(figures.life),
    "requests, of one alone:",
    ...Object.entries(figures.life.requests).map(
      ([name, count]) => `  ${name.padEnd(28)} ${count}`,
    ),
    "estimated:",
    ...figures.life.estimated.map((line) => `  ${line}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

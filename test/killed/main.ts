import { parseArgs } from "node:util";
import { runKilled } from "#test/killed/run";
import { wholeIn } from "#test/simulation/wishes";

/** `npx node test/killed/main.ts --kills 200 --from 1 --json`: 0 where all is well, 1 where it is not. */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const startedAt = performance.now();
const report = await runKilled({
  kills: wholeIn("--kills", values.kills),
  seed: wholeIn("--from", values.from),
  told: (line) => process.stderr.write(`${line}\n`),
});
const seconds = Math.round((performance.now() - startedAt) / 1000);

const shown = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `    ${name.padEnd(18)} ${count}`)
    .join("\n");

if (values.json) process.stdout.write(`${JSON.stringify({ ...report, seconds }, null, 2)}\n`);
else
  process.stdout.write(
    [
      `${report.kills} kills from seed ${report.seed}, in ${report.courses} courses and ${seconds} s`,
      "  struck",
      shown(report.byKind),
      "  looked at",
      shown(report.evidence),
      "  violated",
      shown(report.violations),
      ...report.findings,
      ...report.vacuous,
      report.green ? "green" : "RED",
      "",
    ].join("\n"),
  );
if (!report.green) process.exitCode = 1;

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { GateReport, PartOutcome } from "./ci-summary.ts";

/**
 * The gate: `npm test` and `npm run test:integration`.
 *
 * Every part runs, also after one has failed, so that one run tells everything that is wrong. A green
 * part is one line; a red one shows all it said. What happened is left in `reports/` for `.ci/run`.
 */
type Part = { name: string; command: string; args: string[]; vitestReport?: string };

const vitest = (name: string, project: string, ...options: string[]): Part => ({
  name,
  command: process.execPath,
  args: ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...options],
  vitestReport: `reports/${project}.json`,
});

const gates: Record<string, Part[]> = {
  test: [
    { name: "types", command: "npm", args: ["run", "--silent", "typecheck"] },
    { name: "lint", command: "npx", args: ["oxlint", "--deny-warnings"] },
    { name: "format", command: "npx", args: ["biome", "format"] },
    { name: "lock", command: "npx", args: ["node", "scripts/check-lock.ts"] },
    // They only compute: a third worker on two cores would import the same once more, and wait.
    vitest("core tests", "core", "--maxWorkers", String(Math.max(2, availableParallelism()))),
    vitest("tests", "unit"),
  ],
  integration: [
    vitest("integration tests", "integration"),
    vitest("tests over AWS's adapters", "aws"),
    vitest("tests of the stacks", "stacks"),
    vitest("tests of the simulator", "simulation"),
    {
      name: "2,000 simulated worlds",
      command: "npx",
      args: ["node", "test/simulation/main.ts", "--seeds", "2000"],
    },
  ],
};

const run = ({ name, command, args, vitestReport }: Part): PartOutcome => {
  if (vitestReport !== undefined) rmSync(vitestReport, { force: true });
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: vitestReport === undefined ? "pipe" : "inherit",
    env: { ...process.env, ARO_VITEST_REPORT: vitestReport },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);

  if (status !== 0) process.stdout.write(`${stdout ?? ""}${stderr ?? ""}`);
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
  return { name, passed: status === 0, ...(vitestReport === undefined ? {} : { vitestReport }) };
};

const gate = process.argv[2] ?? "";
const parts = gates[gate];
if (parts === undefined)
  throw new Error(`Cannot run the gate "${gate}": known are ${Object.keys(gates).join(", ")}`);

const report: GateReport = parts.map(run);
mkdirSync("reports", { recursive: true });
writeFileSync(`reports/gate.${gate}.json`, JSON.stringify(report));
if (report.some((part) => !part.passed)) process.exitCode = 1;

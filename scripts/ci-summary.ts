import { existsSync, readFileSync } from "node:fs";

/**
 * The last line of `.ci/run`: `N passed, N failed, N skipped`, from the reports the gates left.
 *
 * A test counts as one. What fails outside the tests (types, lint, a test file that does not load, a
 * gate that left no report) counts as one failed each, so the line never looks better than the run.
 */
export type PartOutcome = { name: string; passed: boolean; vitestReport?: string };
export type GateReport = PartOutcome[];
export type Totals = { passed: number; failed: number; skipped: number };

type VitestReport = {
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

export const summarize = (gates: readonly (GateReport | null)[], readJson: ReadJson): Totals =>
  gates
    .flatMap((gate) =>
      gate === null ? [oneFailure] : gate.map((part) => countPart(part, readJson)),
    )
    .reduce(plus, nothing);

export type ReadJson = (path: string) => unknown;

export const line = ({ passed, failed, skipped }: Totals): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const nothing: Totals = { passed: 0, failed: 0, skipped: 0 };
const oneFailure: Totals = { ...nothing, failed: 1 };

const plus = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

const countPart = (part: PartOutcome, readJson: ReadJson): Totals => {
  if (part.vitestReport === undefined) return part.passed ? nothing : oneFailure;

  const report = readJson(part.vitestReport) as VitestReport | null;
  if (report === null) return oneFailure;

  const tests = report.testResults.map(countFile).reduce(plus, nothing);
  // A run may fail with every test green, for example by an error nobody awaited.
  const isExplained = part.passed ? tests.passed > 0 : tests.failed > 0;
  return isExplained ? tests : plus(tests, oneFailure);
};

const countFile = (file: VitestReport["testResults"][number]): Totals => {
  const count = (statuses: readonly string[]): number =>
    file.assertionResults.filter((test) => statuses.includes(test.status)).length;
  const failed = count(["failed"]);
  return {
    passed: count(["passed"]),
    failed: file.status === "failed" ? Math.max(failed, 1) : failed,
    skipped: count(["pending", "skipped", "todo", "disabled"]),
  };
};

const readJson: ReadJson = (path) =>
  existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;

if (import.meta.main) {
  const gates = process.argv.slice(2).map((gate) => readJson(`reports/gate.${gate}.json`));
  const totals = summarize(gates as (GateReport | null)[], readJson);
  process.stdout.write(`${line(totals)}\n`);
  if (totals.failed > 0) process.exitCode = 1;
}

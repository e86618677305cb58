import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { line, type PartOutcome, summarize } from "../../scripts/ci-summary.ts";
import { root } from "#test/architecture/our-files";

const testFile = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

/** What the last line says when one gate ran types and tests, and this is what the tests left. */
const summary = (types: boolean, tests: boolean, ...testResults: ReturnType<typeof testFile>[]) => {
  const gate: PartOutcome[] = [
    { name: "types", passed: types },
    { name: "tests", passed: tests, vitestReport: "reports/unit.json" },
  ];
  return line(summarize([gate], () => ({ testResults })));
};

describe("the last line of CI", () => {
  it("counts the tests", () => {
    expect(summary(true, true, testFile("passed", "passed", "passed", "skipped", "todo"))).toBe(
      "2 passed, 0 failed, 2 skipped",
    );
    expect(summary(true, false, testFile("failed", "passed", "failed"))).toBe(
      "1 passed, 1 failed, 0 skipped",
    );
  });

  it("counts types that do not hold as a failure", () => {
    expect(summary(false, true, testFile("passed", "passed"))).toBe(
      "1 passed, 1 failed, 0 skipped",
    );
  });

  it("counts a test file that did not load", () => {
    expect(summary(true, false, testFile("failed", "failed"), testFile("failed"))).toBe(
      "0 passed, 2 failed, 0 skipped",
    );
  });

  it("counts a run that failed though every test was green", () => {
    expect(summary(true, false, testFile("passed", "passed"))).toBe(
      "1 passed, 1 failed, 0 skipped",
    );
  });

  it("does not take an empty run for a green one", () => {
    expect(summary(true, true)).toBe("0 passed, 1 failed, 0 skipped");
  });

  it("counts a gate, or a runner, that left no report", () => {
    const gate: PartOutcome[] = [
      { name: "tests", passed: true, vitestReport: "reports/unit.json" },
    ];

    expect(summarize([null, gate], () => null).failed).toBe(2);
  });
});

describe("the guard", () => {
  const guard = readFileSync(join(root, "scripts/guard-node.cjs"), "utf8");

  /** Runs the guard as if this were the Node it finds. */
  const found = (node: string, platform: string) => {
    let said = "";
    let exitCode = 0;
    const process = {
      versions: { node },
      platform,
      stderr: { write: (text: string) => (said += text) },
      exit: (code: number) => (exitCode = code),
    };
    runInNewContext(guard, { process });
    return { said, exitCode };
  };

  it("is silent on Node 24", () => {
    expect(found("24.21.0", "linux")).toEqual({ said: "", exitCode: 0 });
    expect(found("26.0.1", "linux")).toEqual({ said: "", exitCode: 0 });
  });

  it("says in two lines what it found, what is wanted and what to do", () => {
    expect(found("20.20.2", "linux")).toEqual({
      said:
        "ARO needs Node 24 or newer, and this is Node 20.20.2.\n" +
        "Run `npm ci` without --omit=optional: it brings Node 24. Then use `npm run …` or `npx node …`.\n",
      exitCode: 1,
    });
    expect(found("20.20.2", "darwin").said).toContain("Install Node 24");
  });
});

describe("the hooks", () => {
  it("never fail an install, also where there is no git", () => {
    const { status, stdout, stderr } = spawnSync(
      "node",
      [join(root, "scripts/install-hooks.cjs")],
      {
        cwd: "/",
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      },
    );

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

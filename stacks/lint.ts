import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What AWS's own linter for CloudFormation says. It is a Python program: where there is no Python, it says nothing. */
export type Verdict =
  | { readonly kind: "clean"; readonly by: string }
  | { readonly kind: "complains"; readonly by: string; readonly complaints: readonly string[] }
  | { readonly kind: "skipped"; readonly why: string };

const version = "1.58.0";

/** W3005: CDK also writes down by name what a reference says already. It is its habit, and harmless. */
const leftOut = ["W3005"];

export const lint = (templates: readonly string[]): Verdict => {
  const linter = installed();
  if (linter === null) return { kind: "skipped", why: `no Python 3 with cfn-lint ${version}` };

  const { status, stdout, stderr } = spawnSync(
    linter,
    ["--format", "parseable", "--ignore-checks", ...leftOut, "--template", ...templates],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  const by = `cfn-lint ${version}`;
  if (status === 0) return { kind: "clean", by };
  const complaints = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  return { kind: "complains", by, complaints };
};

/** Installed once, in an environment of its own beside the other tools' caches. */
const installed = (): string | null => {
  const home = join("node_modules", ".cache", `cfn-lint-${version}`);
  const linter = join(home, "bin", "cfn-lint");
  if (existsSync(linter)) return linter;

  mkdirSync(join("node_modules", ".cache"), { recursive: true });
  const isThere =
    runs("python3", ["-m", "venv", home]) &&
    runs(join(home, "bin", "pip"), ["install", "--quiet", `cfn-lint==${version}`]);
  if (!isThere) rmSync(home, { recursive: true, force: true });
  return isThere ? linter : null;
};

const runs = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What AWS's own linter for CloudFormation says. It is a Python program: where there is no Python, it says nothing. */
export type Verdict =
  | { readonly kind: "clean"; readonly by: string }
  | { readonly kind: "complains"; readonly by: string; readonly complaints: readonly string[] }
  | { readonly kind: "skipped"; readonly why: string };

const version = "1.58.0";

/** W3005: CDK also writes down by name what a reference says already. It is its habit, and harmless. */
const leftOut = ["W3005"];

/** The linter's own command bears the path at which it was installed, and a checkout may move: its Python is asked instead. */
const linter = ["-c", "from cfnlint.runner import main; main()"];

export const lint = async (templates: readonly string[]): Promise<Verdict> => {
  const python = installed();
  if (python === null) return { kind: "skipped", why: `no Python 3 with cfn-lint ${version}` };

  const by = `cfn-lint ${version}`;
  // It uses one processor, and there are two at least.
  const halves = [0, 1].map((half) => templates.filter((_, n) => n % 2 === half));
  const said = await Promise.all(
    halves.filter((half) => half.length > 0).map((half) => asked(python, half)),
  );
  const complaints = said.flat();
  return complaints.length === 0 ? { kind: "clean", by } : { kind: "complains", by, complaints };
};

const asked = (python: string, templates: readonly string[]): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const args = ["--format", "parseable", "--ignore-checks", ...leftOut, "--template"];
    execFile(
      python,
      [...linter, ...args, ...templates],
      { maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
        resolve(error === null ? [] : lines.length > 0 ? lines : [error.message]);
      },
    );
  });

/** Installed once, in an environment of its own beside the other tools' caches. Gives the environment's Python. */
const installed = (): string | null => {
  const home = join("node_modules", ".cache", `cfn-lint-${version}`);
  const python = join(home, "bin", "python");
  if (runs(python, [...linter, "--version"])) return python;

  mkdirSync(join("node_modules", ".cache"), { recursive: true });
  const isThere =
    runs("python3", ["-m", "venv", home]) &&
    runs(python, ["-m", "pip", "install", "--quiet", `cfn-lint==${version}`]);
  if (!isThere) rmSync(home, { recursive: true, force: true });
  return isThere ? python : null;
};

const runs = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

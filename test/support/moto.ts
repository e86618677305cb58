import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe } from "vitest";
import { type OwnServer, startOwnServer } from "#test/support/own-server";

const version = "5.2.5";

/**
 * A chapter that needs moto, which plays the services of AWS on this machine. Where it cannot be installed, its tests
 * are counted as skipped, under a title that says why; on CI they fail, for there somebody has promised that they run.
 */
export const withMoto = (title: string, chapter: (endpoint: () => string) => void): void => {
  const why = whyNoMoto();
  const isSkipped = why !== null && process.env["CI"] !== "true";
  if (isSkipped) process.stderr.write(`Skipped: ${title}: ${why}\n`);
  describe.skipIf(isSkipped)(why === null ? title : `${title} (${why})`, () => {
    let server: OwnServer | undefined;
    beforeAll(async () => {
      if (why !== null) throw new Error(why);
      server = await startMoto();
    });
    afterAll(() => server?.stop());
    chapter(() => server?.endpoint ?? "");
  });
};

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = fileOf(`../../node_modules/.cache/aro-moto-${version}`);
const pythonIn = (environment: string): string =>
  process.platform === "win32"
    ? join(environment, "Scripts", "python.exe")
    : join(environment, "bin", "python");

/** Installs it, once for this version, in an environment of its own. Complete under its name or not there at all. */
const whyNoMoto = (): string | null => {
  if (existsSync(folder)) return null;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(join(folder, ".."), { recursive: true });
  const why =
    whyNot("python3", ["-m", "venv", unfinished]) ??
    whyNot(pythonIn(unfinished), [...install, `moto[server]==${version}`]);
  if (why === null && !existsSync(folder)) renameSync(unfinished, folder);
  rmSync(unfinished, { recursive: true, force: true });
  return why;
};

const install = [
  ..."-m pip install --quiet --disable-pip-version-check --constraint".split(" "),
  fileOf("moto-constraints.txt"),
];

const whyNot = (program: string, args: readonly string[]): string | null => {
  const { error, status, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 300_000,
  });
  if (error !== undefined) return `moto needs Python 3.11 or later with venv: ${error.message}`;
  if (status === 0) return null;
  return `moto needs Python 3.11 or later with venv and pip: ${stderr.trim().split("\n").at(-1)}`;
};

const startMoto = (): Promise<OwnServer> =>
  startOwnServer({
    name: "moto",
    program: pythonIn(folder),
    args: (port) => ["-c", run, "-H", "127.0.0.1", "-p", String(port)],
    path: "/moto-api/",
  });

/** Its own command bears the path at which it was installed, and we have moved it. */
const run = "import sys; from moto.server import main; main(sys.argv[1:])";

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe } from "vitest";

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
    let server: Moto | undefined;
    beforeAll(async () => {
      if (why !== null) throw new Error(why);
      server = await startMoto();
    }, 60_000);
    afterAll(() => server?.stop());
    chapter(() => server?.endpoint ?? "");
  });
};

type Moto = { readonly endpoint: string; readonly stop: () => Promise<void> };

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

const startMoto = async (): Promise<Moto> => {
  const port = await freePort();
  const child = spawn(pythonIn(folder), ["-c", run, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const closed = once(child, "close").then(() => process.off("exit", end));
  const endpoint = `http://127.0.0.1:${port}`;
  await Promise.race([
    answering(endpoint),
    closed.then(() => {
      throw new Error("moto has ended instead of starting");
    }),
  ]);
  const stop = async () => {
    end();
    await closed;
  };
  return { endpoint, stop };
};

/** Its own command bears the path at which it was installed, and we have moved it. */
const run = "import sys; from moto.server import main; main(sys.argv[1:])";

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port is free");
  return address.port;
};

const answering = async (endpoint: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => null);
    if (answer !== null) return;
    await pause(50);
  }
  throw new Error("moto does not answer within 30 s");
};

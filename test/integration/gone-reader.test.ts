import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory";

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = temporaryDirectory();
afterAll(folder.remove);

/** A file on a disk that is full; only Linux has one. */
const full = process.platform === "linux" ? openSync("/dev/full", "w") : null;

const run = (
  path: string,
  args: readonly string[],
  data: string,
  [out, log]: readonly ["pipe" | number, "pipe" | number] = ["pipe", "pipe"],
) => {
  const env = { PATH: process.env["PATH"], ARO_DATA: folder.file(data), PORT: "0" };
  const stdio = ["ignore", out, log] as const;
  const child = spawn(process.execPath, [program(path), ...args], {
    cwd: folder.path,
    env,
    stdio: [...stdio],
  });
  let err = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, err }));
  return { child, ended };
};

it.each([
  ["npm start", "local/main.ts", []],
  ["aro start", "cli/main.ts", ["start"]],
  ["aro --help", "cli/main.ts", ["--help"]],
  ["aro check-pack", "cli/main.ts", ["check-pack", program("core/profiles/healthcare")]],
  ["aro completion fish", "cli/main.ts", ["completion", "fish"]],
])(
  "%s ends well, and without a stack, where nobody reads what it says",
  async (...[_, path, args]) => {
    const { child, ended } = run(path, args, args.join("-"));
    child.stdout?.destroy();
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).not.toMatch(/EPIPE|Error|\bat /);
  },
);

const greetingOf = async ({ stdout }: ReturnType<typeof run>["child"]): Promise<string> => {
  let out = "";
  if (stdout === null) return out;
  stdout.setEncoding("utf8");
  while (!out.endsWith("\n\n")) out += String((await once(stdout, "data"))[0]);
  return /ARO is running at (\S+)/.exec(out)?.[1] ?? "";
};

const works = async (baseUrl: string): Promise<void> => {
  for (let n = 0; n < 3; n += 1) {
    const booked = await fetch(`${baseUrl}/sandbox/book`, { method: "POST", body: "{}" });
    expect(booked.status).toBe(200); // Each of them writes lines into the log.
  }
};

it("a server whose log nobody reads any more goes on", async () => {
  const { child, ended } = run("local/main.ts", [], "quiet");
  child.stderr?.destroy();
  await works(await greetingOf(child));
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

it.skipIf(full === null)("a server whose log finds the disk full goes on", async () => {
  const { child, ended } = run("local/main.ts", [], "full-log", ["pipe", full ?? "pipe"]);
  await works(await greetingOf(child));
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

it.skipIf(full === null)("a result that finds the disk full is told in one line", async () => {
  const { ended } = run("cli/main.ts", ["settings", "show"], "full", [full ?? "pipe", "pipe"]);
  const { code, err } = await ended;
  expect(code).toBe(1);
  expect(err).toBe("aro: disk_full: Cannot write what was asked for: the disk is full.\n");
});

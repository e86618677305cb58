import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory";

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = temporaryDirectory();
afterAll(folder.remove);

const run = (path: string, args: readonly string[], data: string) => {
  const env = { PATH: process.env["PATH"], ARO_DATA: folder.file(data), PORT: "0" };
  const child = spawn(process.execPath, [program(path), ...args], { cwd: folder.path, env });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
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
    child.stdout.destroy();
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).not.toMatch(/EPIPE|Error|\bat /);
  },
);

it("a server whose log nobody reads any more goes on", async () => {
  const { child, ended } = run("local/main.ts", [], "quiet");
  child.stderr.destroy();
  let out = "";
  child.stdout.setEncoding("utf8");
  while (!out.endsWith("\n\n")) out += String((await once(child.stdout, "data"))[0]);
  const [, baseUrl] = /ARO is running at (\S+)/.exec(out) ?? [];

  for (let n = 0; n < 3; n += 1) {
    const booked = await fetch(`${baseUrl}/sandbox/book`, { method: "POST", body: "{}" });
    expect(booked.status).toBe(200); // Each of them writes lines into the log.
  }
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

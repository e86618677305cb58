import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";

const simulate = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });

const toldBy = async (...args: readonly string[]) => {
  const run = simulate(...args);
  let [out, complaint] = ["", ""];
  run.stdout?.on("data", (bytes: Buffer) => void (out += bytes.toString()));
  run.stderr?.on("data", (bytes: Buffer) => void (complaint += bytes.toString()));
  const [code] = (await once(run, "close")) as [number | null];
  return { code, out, complaint };
};

describe("the command line", () => {
  it.each([
    [["--sees", "7"], "Unknown option '--sees'"],
    [["--faults", "2x"], "Cannot tell what --faults 2x means: 1x, 3x or both"],
    [["--replay", "seven"], "Cannot read a whole number in --replay seven"],
    [["--replay", "7", "--power"], "Cannot do both of these at once: --replay and --power"],
  ])("%j is refused in one line, with what there is", async (args, what) => {
    const { code, out, complaint } = await toldBy(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(complaint).toMatch(
      new RegExp(`^simulate: ${what.replaceAll("?", ".")}\n\nnpm run simulate`),
    );
    expect(complaint).not.toContain("    at ");
  });

  it("says what there is to whoever asks", async () => {
    const { code, out } = await toldBy("--help");
    expect([code, out.split("\n").length > 5]).toEqual([0, true]);
    expect(out).toContain("--replay SEED");
  });
});

describe.runIf(process.platform === "linux")("the command", () => {
  it("ends with 1 and no complaint where nobody reads on: whoever has stopped has heard no verdict", async () => {
    const run = simulate("--replay", "7", "--faults", "3x");
    let complaint = "";
    run.stderr?.on("data", (bytes: Buffer) => void (complaint += bytes.toString()));
    run.stdout?.once("data", () => run.stdout?.destroy());
    const [code] = (await once(run, "close")) as [number | null];
    expect([code, complaint]).toEqual([1, ""]);
  }, 60_000);

  it("leaves no worker behind when it is killed", async () => {
    const run = simulate("--seeds", "100000");
    let workers: readonly number[] = [];
    while (workers.length < 2) {
      await pause(200);
      workers = childrenOf(run.pid ?? 0);
    }
    await pause(2_000); // In the middle of a world.
    run.kill("SIGKILL");
    await once(run, "exit");
    for (let waited = 0; waited < 100 && workers.some(isThere); waited++) await pause(200);
    const left = workers.filter(isThere);
    for (const worker of left) process.kill(worker, "SIGKILL");
    expect(left).toEqual([]);
  }, 60_000);
});

const childrenOf = (parent: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);

const isThere = (pid: number): boolean => parentOf(pid) !== null;

/** `null` where there is no such process any more, or nobody has yet taken notice of its end. */
const parentOf = (pid: number): number | null => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return /^State:\tZ/m.test(status) ? null : Number(/^PPid:\t([0-9]+)$/m.exec(status)?.[1]);
  } catch {
    return null;
  }
};

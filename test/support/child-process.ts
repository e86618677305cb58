import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Child = {
  /** Resolves with the first whole line that it prints. */
  readonly firstLine: () => Promise<string>;
  /** Whole lines printed so far; a last line cut off by death is not among them. */
  readonly lines: () => readonly string[];
  /** Ends it as a power cut would, and resolves when it is gone. */
  readonly kill: () => Promise<void>;
};

/** Runs a program of this folder in a process of its own, on the Node that runs the tests. */
export const startChild = (program: string, ...args: readonly string[]): Child => {
  const path = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--expose-gc", path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const closed = once(child, "close");
  const lines = () => printed.split("\n").slice(0, -1);

  return {
    lines,
    firstLine: async () => {
      while (lines().length === 0) await Promise.race([once(child.stdout, "data"), closed]);
      return lines()[0] ?? "";
    },
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
};

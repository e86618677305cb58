import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Server = {
  readonly baseUrl: string;
  readonly webhookUrl: string;
  readonly signingSecret: string;
  /** Resident memory of the process in MB, as the operating system counts it. */
  readonly residentMb: () => number;
  /** Ends the process; its folder stays. */
  readonly stop: () => Promise<void>;
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "aro-bench-"));
export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true });

/** The real thing: `npm start`'s own program, in a process and on a folder of its own. */
export const startServer = async (folder: string): Promise<Server> => {
  const child = spawn(process.execPath, [...flags, "local/main.ts"], {
    env: { ...process.env, ARO_DATA: folder, PORT: "0", ARO_LOG_LEVEL: "error" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await said(child, "For outside programs");
  const file = JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxFile;
  return {
    baseUrl: file.baseUrl,
    webhookUrl: file.endpoints.calendly.url,
    signingSecret: file.endpoints.calendly.signingSecret,
    residentMb: () => residentMb(child.pid ?? 0),
    stop: async () => {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
};

/** The same flags as `npm start` gives, so that what is measured is what runs. */
const flags = (() => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: { start: string };
  };
  return scripts.start.split(" ").filter((word) => word.startsWith("--"));
})();

type SandboxFile = {
  readonly baseUrl: string;
  readonly endpoints: {
    readonly calendly: { readonly url: string; readonly signingSecret: string };
  };
};

const said = (child: ChildProcess, words: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}`)));
  });

const residentMb = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Order, Said } from "#test/killed/house-process";
import type { SandboxFile } from "#test/support/server";

/** A server that is there to be killed. */
export type House = {
  readonly baseUrl: string;
  readonly pid: number;
  readonly sandbox: SandboxFile;
  /** The last of what it logged. */
  readonly log: () => string;
  readonly order: (order: Order) => Promise<void>;
  /** Sends SIGKILL at once. */
  readonly strike: () => void;
  /** Strikes, and resolves when it is gone. */
  readonly kill: () => Promise<void>;
};

export type Place = {
  readonly folder: string;
  /** Where the carrier outside listens; without it the sandbox's own carrier is used. */
  readonly carrierUrl?: string;
  /** By how much the machine's clock differs from ours. */
  readonly stepMs?: number;
  /** No file may grow longer than so many blocks of 512 bytes, as on a disk without room (`ulimit -f`). */
  readonly longestFileBlocks?: number;
};

/** A start that may be struck before it has said where it is: `ready` is `null` then. */
export type Starting = { readonly strike: () => void; readonly ready: Promise<House | null> };

export const beginStart = (place: Place): Starting => {
  const { folder, carrierUrl = "", stepMs = 0 } = place;
  const { command, words } = limited(place);
  const child = spawn(command, [...words, program, folder, carrierUrl, String(stepMs)], {
    cwd: "/",
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  return { strike: () => void child.kill("SIGKILL"), ready: readyHouse(child, place.folder) };
};

/** Throws with what it said where it could not start. */
export const startHouse = async (place: Place): Promise<House> => {
  const house = await beginStart(place).ready;
  if (house === null) throw new Error("The server has died while it started");
  return house;
};

/** Node, or a shell that becomes Node. Without the trap the first write too many would end it. */
const limited = ({ longestFileBlocks: blocks }: Place) =>
  blocks === undefined
    ? { command: process.execPath, words: [] }
    : {
        command: "sh",
        words: ["-c", `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath],
      };

const program = fileURLToPath(new URL("house-process.ts", import.meta.url));
const keptLog = 20_000;

const readyHouse = async (child: ChildProcess, folder: string): Promise<House | null> => {
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-keptLog);
  });
  const closed = once(child, "close");
  const first = await nextSaid(child, closed);
  if (first === null) {
    if (child.signalCode === "SIGKILL") return null;
    throw new Error(`The server has ended instead of starting: ${log}`);
  }
  if (!("baseUrl" in first))
    throw new Error("failed" in first ? first.failed : "The server answers what nobody asked");
  return {
    baseUrl: first.baseUrl,
    pid: child.pid ?? 0,
    sandbox: JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxFile,
    log: () => log,
    order: async (order) => {
      const answer = nextSaid(child, closed);
      child.send(order);
      await answer;
    },
    strike: () => void child.kill("SIGKILL"),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
};

/** `null` where it is gone. */
const nextSaid = (child: ChildProcess, closed: Promise<unknown>): Promise<Said | null> =>
  Promise.race([
    once(child, "message").then(([said]: unknown[]) => said as Said),
    closed.then(() => null),
  ]);

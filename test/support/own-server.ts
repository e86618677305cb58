import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export type OwnServer = { readonly endpoint: string; readonly stop: () => Promise<void> };

type Wish = {
  /** For people, where it does not start. */
  readonly name: string;
  readonly program: string;
  readonly args: (port: number) => readonly string[];
  /** What answers as soon as it listens. */
  readonly path: string;
};

/**
 * Somebody else's server, in a process of its own on a free port of this machine, once it answers. It ends with this
 * process at the latest.
 */
export const startOwnServer = async ({ name, program, args, path }: Wish): Promise<OwnServer> => {
  const port = await freePort();
  const child = spawn(program, args(port), { stdio: "ignore" });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const closed = once(child, "close").then(() => process.off("exit", end));
  const endpoint = `http://127.0.0.1:${port}`;
  await Promise.race([
    answering(name, `${endpoint}${path}`),
    closed.then(() => {
      throw new Error(`${name} has ended instead of starting`);
    }),
  ]);
  const stop = async () => {
    end();
    await closed;
  };
  return { endpoint, stop };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port is free");
  return address.port;
};

const answering = async (name: string, url: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer !== null) return;
    await pause(50);
  }
  throw new Error(`${name} does not answer within 30 s`);
};

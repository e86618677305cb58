import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { dataUnusable } from "#adapters/local/data-unusable";
import { acquireLock } from "#adapters/local/lock";
import type { Configuration } from "#functions/env";
import { create as api } from "#functions/http/api";
import { create as calendlyWebhook } from "#functions/http/calendly-webhook";
import { create as health } from "#functions/http/health";
import { create as pages } from "#functions/http/pages";
import { create as twilioInbound } from "#functions/http/twilio-inbound";
import { create as twilioStatus } from "#functions/http/twilio-status";
import { create as execute } from "#functions/queues/execute";
import { create as projectCommit } from "#functions/streams/project";
import { create as reactToCommit } from "#functions/streams/react";
import { create as sweep } from "#functions/timers/sweep";
import { create as wake } from "#functions/timers/wake";
import type { Deps } from "#functions/deps";
import { type Composed, compose, type Surroundings } from "#local/compose";
import { createGateway, createHttpServer, listener, type Door, type Route } from "#local/gateway";
import { createRound, nextDue, type Works } from "#local/pump";
import { sandboxRoutes } from "#local/sandbox";
import { writeSandboxFile } from "#local/seed";
import { createDrive, type Drive } from "#local/turn";
import { manifest } from "#manifest";

export type Runtime = {
  readonly baseUrl: string;
  readonly composed: Composed;
  readonly drive: Drive;
  /** Everything behind the doors, without a socket in between. */
  readonly handle: (request: Request) => Promise<Response>;
  readonly sandboxFile: string | null;
  readonly stop: () => Promise<void>;
};

type Wish = Pick<Surroundings, "writeLog" | "wallNow"> & { readonly configuration: Configuration };

const sweepEveryMs = 60_000;

/**
 * The embedded runtime: the manifest's functions over SQLite, in one process. It takes the data folder for
 * itself, listens, and goes on where the last process stopped, however that one ended.
 */
export const startRuntime = async (wish: Wish): Promise<Runtime> => {
  const { configuration } = wish;
  const { ARO_DATA: folder } = configuration;
  makeFolder(folder);
  const lock = acquireLock(join(folder, "aro.lock"));
  const server = createHttpServer();
  try {
    const port = await listen(server, configuration);
    return await hosted(wish, server, { port, unlock: lock.release });
  } catch (error) {
    server.close();
    lock.release();
    throw error;
  }
};

const hosted = async (
  wish: Wish,
  server: Server,
  { port, unlock }: { readonly port: number; readonly unlock: () => void },
): Promise<Runtime> => {
  const { configuration } = wish;
  const host = configuration.HOST.includes(":") ? `[${configuration.HOST}]` : configuration.HOST;
  const baseUrl = `http://${host}:${port}`;
  const publicUrl = configuration.ARO_MODE === "live" ? configuration.ARO_PUBLIC_URL : baseUrl;
  let gateway = (_: Request): Promise<Response> =>
    Promise.resolve(new Response(null, { status: 503 }));
  const deliver = (request: Request): Promise<Response> => gateway(request);

  const composed = await compose({ ...wish, publicUrl: () => publicUrl, deliver });
  const { deps, store } = composed;
  const works = worksOf(composed);
  const drive = createDrive({
    round: createRound(works),
    next: () => nextDue(works),
    now: () => deps.clock.now(),
    clock: composed.clock,
    log: deps.log,
  });
  store.onAppended(() => drive.kick());

  const routes = [
    ...sandboxRoutes({ composed, drive, baseUrl: () => baseUrl, deliver }),
    ...manifestRoutes(deps),
  ];
  const hosts = [port, 80].flatMap((one) => hostsAt(one)).concat(new URL(publicUrl).host);
  const parts = { routes, log: deps.log, metrics: deps.metrics, hosts: () => hosts };
  gateway = createGateway(parts);
  server.on("request", listener(gateway, parts));

  const sandboxFile =
    composed.clock === null
      ? null
      : await writeSandboxFile(configuration.ARO_DATA, baseUrl, composed.seeded, composed.tokens);
  const sweeping = setInterval(() => void sweepAll(composed), sweepEveryMs);
  const stop = async (): Promise<void> => {
    clearInterval(sweeping);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await drive.stop();
    composed.close();
    unlock();
  };
  return { baseUrl, composed, drive, handle: gateway, sandboxFile, stop };
};

const doors = (deps: Deps): Readonly<Record<string, Door>> => ({
  "http/calendly-webhook": (request, { endpoint = "" }) => calendlyWebhook(deps)(request, { endpoint }),
  "http/twilio-inbound": (request, { endpoint = "" }) => twilioInbound(deps)(request, { endpoint }),
  "http/twilio-status": (request, { endpoint = "" }) => twilioStatus(deps)(request, { endpoint }),
  "http/api": api(deps),
  "http/health": health(deps),
  "http/pages": pages(deps),
});

const manifestRoutes = (deps: Deps): readonly Route[] => {
  const known = doors(deps);
  const metrics: Route = {
    method: "GET",
    path: "/metrics",
    door: async () => new Response(deps.metricsText(), { headers: { "content-type": "text/plain; version=0.0.4" } }),
  };
  const routes = manifest.http.map(({ function: name, method, path }) => {
    const door = known[name];
    if (door === undefined) throw new Error(`Cannot host "${name}": the runtime has no such door`);
    return { method, path, door };
  });
  return [metrics, ...routes];
};

const worksOf = ({ deps, tenants, carrier }: Composed): Works => ({
  app: deps,
  tenants: tenants.all,
  readers: { react: reactToCommit(deps), project: projectCommit(deps) },
  onTimer: wake(deps),
  onExecution: execute(deps),
  outside: carrier ?? { next: () => null, runDue: async () => 0 },
});

const sweepAll = async ({ deps, tenants }: Composed): Promise<void> => {
  try {
    for (const tenant of tenants.all()) await sweep(deps)(tenant);
  } catch (error) {
    deps.log.error("sweep.failed", { why: error instanceof Error ? error.name : "unknown" });
  }
};

const hostsAt = (port: number): readonly string[] =>
  ["127.0.0.1", "localhost", "[::1]"].map((name) => (port === 80 ? name : `${name}:${port}`));

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw dataUnusable("data_directory_unreadable", folder);
  }
};

const listen = (server: Server, { HOST, PORT }: Configuration): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : PORT);
    });
  });

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { asDataUnusable, dataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { acquireLock } from "#adapters/local/lock";
import { createStoredLog } from "#adapters/local/stored-log";
import type { Configuration } from "#functions/env";
import { createAddressLimit, createEndpoints, mostAddresses } from "#functions/address-limit";
import { create as checkChains } from "#functions/timers/check-chains";
import { create as nightlyRisk } from "#functions/timers/nightly-risk";
import { create as sweep } from "#functions/timers/sweep";
import type { Composed, Surroundings } from "#local/compose";
import { type Front, openFront } from "#local/front";
import { answerer } from "#local/gateway";
import { type House, openHouse } from "#local/house";
import { writeSandboxFile } from "#local/seed";
import { seedOperator } from "#local/seed-operator";
import { manifest } from "#manifest";

export type Runtime = {
  readonly baseUrl: string;
  readonly house: House;
  readonly sandboxFile: string | null;
  /** Resolves with the reason, should it listen no more without having been stopped. */
  readonly lost: Promise<string>;
  readonly stop: () => Promise<void>;
};

type Wish = Pick<Surroundings, "writeLog" | "wallNow" | "carrier"> & {
  readonly configuration: Configuration;
};

const sweepEveryMs = 60_000;
const lookForNightEveryMs = 15 * 60_000;
const checkEveryMs = 6 * 3_600_000;

/**
 * The embedded runtime: the manifest's functions over SQLite, in one process. It takes the data folder for
 * itself, listens, and goes on where the last process stopped, however that one ended.
 */
export const startRuntime = async (wish: Wish): Promise<Runtime> => {
  const { configuration } = wish;
  const { ARO_DATA: folder } = configuration;
  makeFolder(folder);
  const lock = acquireLock(join(folder, "aro.lock"));
  try {
    const front = await openFront({ host: configuration.HOST, port: configuration.PORT });
    return await hosted(wish, front, lock.release).catch(async (error: unknown) => {
      await front.close(); // Whoever waited at the door would keep the process from its end.
      throw error;
    });
  } catch (error) {
    lock.release();
    throw error;
  }
};

const hosted = async (wish: Wish, front: Front, unlock: () => void): Promise<Runtime> => {
  const { configuration } = wish;
  const host = configuration.HOST.includes(":") ? `[${configuration.HOST}]` : configuration.HOST;
  const { port } = front;
  const baseUrl = `http://${host}:${port}`;
  const publicUrl = configuration.ARO_MODE === "live" ? configuration.ARO_PUBLIC_URL : baseUrl;

  const house = await openHouse({ ...wish, publicUrl: () => publicUrl });
  const { composed, drive } = house;
  const { metrics, log } = composed.deps;
  const hosts = [port, 80].flatMap((one) => hostsAt(one)).concat(new URL(publicUrl).host);
  const { traffic } = house;

  const sandboxFile =
    composed.clock === null
      ? null
      : await writeSandboxFile(configuration.ARO_DATA, baseUrl, composed.seeded, composed.tokens);
  if (composed.clock !== null) await seedOperator(composed.deps);
  const limits = limitsOf(configuration);
  front.serve(answerer(house.handle, { metrics, traffic, log, limits, hosts: () => hosts }), log);
  drive.start();
  void composed.chains.check();
  const sweeping = setInterval(() => void sweepAll(composed), sweepEveryMs);
  const nights = setInterval(() => void nightOfAll(composed), lookForNightEveryMs);
  const checking = setInterval(() => void checkAll(composed), checkEveryMs);
  const stop = async (): Promise<void> => {
    clearInterval(sweeping);
    clearInterval(nights);
    clearInterval(checking);
    await front.close();
    await house.close();
    unlock();
  };
  return { baseUrl, house, sandboxFile, lost: front.lost, stop };
};

const limitsOf = (configuration: Configuration) => ({
  limit: createAddressLimit(
    { perMinute: configuration.ARO_REFUSALS_PER_MINUTE, mostAddresses },
    () => performance.now(),
  ),
  proxies: configuration.ARO_PROXIES,
  endpointOf: createEndpoints(manifest.http.map(({ path }) => path)),
});

const sweepAll = async ({ deps, tenants }: Composed): Promise<void> => {
  try {
    for (const tenant of tenants.all()) await sweep(deps)(tenant);
  } catch (error) {
    deps.log.error("sweep.failed", { why: error instanceof Error ? error.name : "unknown" });
  }
};

const nightOfAll = async ({ deps, tenants }: Composed): Promise<void> => {
  try {
    for (const tenant of tenants.all()) await nightlyRisk(deps)(tenant);
  } catch (error) {
    deps.log.error("risk.night_failed", { why: error instanceof Error ? error.name : "unknown" });
  }
};

/** After a start everything is checked from its beginning (`chains`); here what has come since the last time. */
const checkAll = async ({ deps, tenants, db }: Composed): Promise<void> => {
  const check = checkChains({ ...deps, storedLog: createStoredLog(db) });
  try {
    for (const tenant of tenants.all()) await check(tenant);
  } catch (error) {
    deps.log.error("chain.failed", { why: error instanceof Error ? error.name : "unknown" });
  }
};

const hostsAt = (port: number): readonly string[] =>
  ["127.0.0.1", "localhost", "[::1]"].map((name) => (port === 80 ? name : `${name}:${port}`));

/** The data folder, for its owner alone. Throws `data_directory_unreadable`. */
export const makeFolder = (folder: string): void => {
  try {
    makeWithParents(resolve(folder));
    readdirSync(folder);
  } catch (error) {
    const unusable = asDataUnusable(error, folder);
    throw isDataUnusable(unusable) ? unusable : dataUnusable("data_directory_unreadable", folder);
  }
};

/** Level by level: where a file system forbids it (`/proc`), Node's `recursive` tries again for ever. */
const makeWithParents = (folder: string): void => {
  if (existsSync(folder)) return;
  makeWithParents(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder)) throw error; // Else another start has made it just now.
  }
};

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock } from "#adapters/local/lock";
import { refuseLostDatabase } from "#adapters/local/lost-database";
import type { Configuration } from "#functions/env";
import { type Composed, compose } from "#local/compose";
import { makeFolder } from "#local/runtime";
import { readConfiguration } from "#local/variables";

type ConfigurationInvalid = Extract<ReturnType<typeof readConfiguration>, { ok: false }>;

/**
 * Works on a data folder (`data`, or the configured one), and logs nothing but errors. A dry run where there are
 * no data yet leaves none behind. Throws as `inStoppedHouse` does.
 */
export const inDataFolder = async <T>(
  { data, isDryRun }: { readonly data: string | null; readonly isDryRun: boolean },
  work: (house: Composed) => Promise<T>,
): Promise<T | ConfigurationInvalid> => {
  const configured = readConfiguration();
  if (!configured.ok) return configured;
  const folder = data ?? configured.value.ARO_DATA;
  const configuration: Configuration = { ...configured.value, ARO_LOG_LEVEL: "error" };
  if (!isDryRun || existsSync(join(folder, "aro.db")))
    return inStoppedHouse({ ...configuration, ARO_DATA: folder }, work);

  refuseLostDatabase(join(folder, "aro.db"), join(folder, "vault.key"));
  const passing = mkdtempSync(join(tmpdir(), "aro-dry-run-"));
  try {
    return await inStoppedHouse({ ...configuration, ARO_DATA: passing }, work);
  } finally {
    rmSync(passing, { recursive: true, force: true });
  }
};

/**
 * Works on the data of a server that does not run: takes the lock, opens everything, and starts nothing.
 * What follows from new commits waits for the next start. Throws `data_in_use` while a server runs.
 */
export const inStoppedHouse = async <T>(
  configuration: Configuration,
  work: (house: Composed) => Promise<T>,
): Promise<T> => {
  const { ARO_DATA: folder } = configuration;
  makeFolder(folder);
  const lock = acquireLock(join(folder, "aro.lock"));
  try {
    const house = await compose({
      configuration,
      publicUrl: () => "http://127.0.0.1",
      deliver: async () => new Response(null, { status: 503 }), // The carrier keeps it, and comes again.
      writeLog: (line) => process.stderr.write(`${line}\n`),
      wallNow: Date.now,
      mostTogether: 1_024, // Nobody waits for an answer: neighbours in the file are written once, and not four times.
    });
    try {
      return await work(house);
    } finally {
      house.close();
    }
  } finally {
    lock.release();
  }
};

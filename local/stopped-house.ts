import { join } from "node:path";
import { acquireLock } from "#adapters/local/lock";
import type { Configuration } from "#functions/env";
import { type Composed, compose } from "#local/compose";
import { makeFolder } from "#local/runtime";

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

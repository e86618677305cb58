import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCursors } from "#adapters/local/cursors";
import { openDatabase } from "#adapters/local/database";
import { dataUnusable, isDataUnusable } from "#adapters/local/data-unusable";
import { createFeed } from "#adapters/local/feed";
import { acquireLock } from "#adapters/local/lock";
import { createRecentCommits } from "#adapters/local/recent-commits";
import { createTenants } from "#adapters/local/tenants";
import { createViews } from "#adapters/local/views";
import { rebuild } from "#core/app/rebuild";
import { configurationFrom } from "#functions/env";
import { whenReaderGoes } from "#local/gone-reader";
import { manifest } from "#manifest";

/**
 * `npm run rebuild`: folds every read model anew from the commits, while the server is stopped. Needs no
 * key: what is sealed in a commit is copied as it stands.
 */
const main = async (): Promise<void> => {
  if (statSync(".env", { throwIfNoEntry: false })?.isFile() === true) process.loadEnvFile(".env");
  const configuration = configurationFrom(process.env);
  if (!configuration.ok) {
    const { variable, why, purpose } = configuration.refusal.details;
    return fail(`configuration_invalid: ${variable} ${why}. ${purpose}`);
  }
  try {
    await rebuildAll(configuration.value.ARO_DATA);
  } catch (error) {
    fail(isDataUnusable(error) ? `${error.code}: ${error.message}` : `internal: ${String(error)}`);
  }
};

const rebuildAll = async (folder: string): Promise<void> => {
  const file = join(folder, "aro.db");
  if (!existsSync(file)) throw dataUnusable("data_missing", folder, "there is no aro.db in it");
  const lock = acquireLock(join(folder, "aro.lock"));
  try {
    const db = openDatabase(file);
    const ports = {
      views: createViews(db),
      cursors: createCursors(db),
      feed: createFeed(db, createRecentCommits()),
    };
    for (const tenant of createTenants(db).all()) {
      const { commits } = await rebuild(ports, tenant, projector);
      process.stdout.write(`${tenant}: ${commits} commits folded anew.\n`);
    }
    db.close();
  } finally {
    lock.release();
  }
};

const projector =
  manifest.streams.find((entry) => entry.function === "streams/project")?.reader ?? "project";

const fail = (line: string): void => {
  process.stderr.write(`aro: ${line}\n`);
  process.exitCode = 1;
};

whenReaderGoes(process.stdout);
whenReaderGoes(process.stderr);
await main();

import { existsSync } from "node:fs";
import { join } from "node:path";
import { createCursors } from "#adapters/local/cursors";
import { openDatabase } from "#adapters/local/database";
import { dataUnusable } from "#adapters/local/data-unusable";
import { createFeed } from "#adapters/local/feed";
import { acquireLock } from "#adapters/local/lock";
import { createRecentCommits } from "#adapters/local/recent-commits";
import { createTenants } from "#adapters/local/tenants";
import { createViews } from "#adapters/local/views";
import { rebuild } from "#core/app/rebuild";
import type { TenantId } from "#core/kernel/ids";
import type { Feed } from "#core/ports/event-store";
import { catalog } from "#events/catalog";
import { presentIn } from "#events/codec";
import { manifest } from "#manifest";

type Folded = { readonly tenant: TenantId; readonly commits: number };

/**
 * Folds every read model of a folder anew from its commits, while no server runs on it. Needs no key: what is sealed
 * in a commit is copied as it stands. Throws `DataUnusable`.
 */
export const rebuildFolder = async (
  folder: string,
  onSlice: (commits: number) => void = () => undefined,
): Promise<readonly Folded[]> => {
  const file = join(folder, "aro.db");
  if (!existsSync(file)) throw dataUnusable("data_missing", folder, "there is no aro.db in it");
  const lock = acquireLock(join(folder, "aro.lock"));
  try {
    const db = openDatabase(file);
    const ports = {
      views: createViews(db),
      cursors: createCursors(db),
      feed: presentFeed(createFeed(db, createRecentCommits())),
    };
    const folded: Folded[] = [];
    for (const tenant of createTenants(db).all())
      folded.push({ tenant, ...(await rebuild(ports, tenant, projector, onSlice)) });
    db.close();
    return folded;
  } finally {
    lock.release();
  }
};

const present = presentIn(catalog);

/** Rows are folded from events as they are now, whenever they were written. */
const presentFeed = (feed: Feed): Feed => ({
  after: async (...wanted) =>
    (await feed.after(...wanted)).map((entry) => ({ ...entry, commit: present(entry.commit) })),
});

const projector =
  manifest.streams.find((entry) => entry.function === "streams/project")?.reader ?? "project";

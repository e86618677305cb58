import type { Database } from "#adapters/local/database";
import type { RecentCommits } from "#adapters/local/recent-commits";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Feed } from "#core/ports/event-store";

type LocalFeed = Feed & {
  /** The tenants that have a feed. Reads an index from end to end: for the start, not for every turn. */
  readonly tenants: () => readonly TenantId[];
};

/** Reads from the disk whatever a writer in this process does not remember. */
export const createFeed = (db: Database, recent?: RecentCommits): LocalFeed => ({
  after: async (tenant, position, limit) =>
    recent?.after(tenant, position, limit) ??
    db
      .all<{ position: number; body: string }>(selectAfter, tenant, position, limit)
      .map((row) => ({ position: row.position, commit: JSON.parse(row.body) as Commit })),

  tenants: () =>
    db
      .all<{ tenant: TenantId }>("SELECT DISTINCT tenant FROM commits ORDER BY tenant")
      .map(({ tenant }) => tenant),
});

const selectAfter =
  "SELECT position, body FROM commits WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?";

import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Feed } from "#core/ports/event-store";

export type LocalFeed = Feed & {
  /** The tenants that have a feed. Reads an index from end to end: for the start, not for every turn. */
  readonly tenants: () => readonly TenantId[];
};

export const createFeed = (db: Database): LocalFeed => ({
  after: async (tenant, position, limit) =>
    db
      .all<{ position: number; body: string }>(
        "SELECT position, body FROM commits WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?",
        tenant,
        position,
        limit,
      )
      .map((row) => ({ position: row.position, commit: JSON.parse(row.body) as Commit })),

  tenants: () =>
    db
      .all<{ tenant: TenantId }>("SELECT DISTINCT tenant FROM commits ORDER BY tenant")
      .map(({ tenant }) => tenant),
});

import { createBreakers } from "#adapters/local/breakers";
import { commitsOf } from "#adapters/local/commit-rows";
import type { Database } from "#adapters/local/database";
import { createLeases } from "#adapters/local/leases";
import { createPacing } from "#adapters/local/pacing";
import { createQueues } from "#adapters/local/queues";
import { createTimers } from "#adapters/local/timers";
import { createViews } from "#adapters/local/views";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Codec } from "#events/codec";
import { manifest } from "#manifest";

/** The ports that are a table each, and what stands in the table of commits for who opens none, or one field alone. */
export const tablesOf = (db: Database, { openSealed, present }: Codec) => ({
  views: createViews(db),
  timers: createTimers(db),
  queues: createQueues({ db, settings: queueSettings }),
  leases: createLeases(db),
  pacing: createPacing(db),
  breakers: createBreakers(db),
  sealed: async (tenant: TenantId, stream: StreamName) => commitsOf(db, tenant, stream),
  openSealed,
  present,
});

const queueSettings = (queue: string): { visibilityMs: number; maxAttempts: number } => {
  const named = manifest.queues.find(({ name }) => name === queue);
  return named ?? { visibilityMs: 60_000, maxAttempts: 8 };
};

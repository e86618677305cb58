import { createCursors } from "#adapters/aws/cursors";
import { createDynamo } from "#adapters/aws/dynamo";
import { createEndpoints } from "#adapters/aws/endpoints";
import { createEventStore } from "#adapters/aws/event-store";
import { createFeed } from "#adapters/aws/feed";
import { createKeyRecords } from "#adapters/aws/key-records";
import { createLeases } from "#adapters/aws/leases";
import { createLetterRows } from "#adapters/aws/letter-rows";
import { createPacing } from "#adapters/aws/pacing";
import { createPacks } from "#adapters/aws/packs";
import { createSealedStreams } from "#adapters/aws/sealed-streams";
import { createSequencer } from "#adapters/aws/sequencer";
import { createTenants } from "#adapters/aws/tenants";
import { createVault } from "#adapters/aws/vault";
import { createViews } from "#adapters/aws/views";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { viewNames } from "#core/views/names";
import { catalog } from "#events/catalog";
import { createCodec } from "#events/codec";
import type { Around } from "#functions/aws-around";
import { lettersOnAws } from "#functions/aws-letters";
import { queuesOnAws } from "#functions/aws-queues";
import { watched } from "#functions/awaited";
import type { Deps } from "#functions/deps";

/**
 * The ports that are AWS itself. Each client is made once and keeps its connections; a queue or a schedule that the
 * function was not told of is missed when it is used.
 */
export const groundPorts = (
  { ground, clock, clients, askStreams }: Around,
  { log, metrics }: Pick<Deps, "log" | "metrics">,
) => {
  const tables = {
    commits: ground.needed("ARO_TABLE_COMMITS"),
    views: ground.needed("ARO_TABLE_VIEWS"),
    keys: ground.needed("ARO_TABLE_KEYS"),
  };
  const dynamo = createDynamo({ client: clients.dynamo, tables });
  const vault = createVault({
    kms: clients.kms,
    keyId: ground.needed("ARO_VAULT_KEY"),
    records: createKeyRecords(dynamo),
    clock,
  });
  const codec = createCodec({ vault, catalog });
  const tenants = createTenants({ dynamo });
  const streams = createSealedStreams(dynamo);
  const { queues, timers, ...coming } = queuesOnAws({ ground, clock, clients }, (trouble) => {
    metrics.count("timers.unplanned", { why: trouble.why });
    log.warn("timer.unplanned", trouble);
  });
  const letterRows = createLetterRows(dynamo);
  const ports = {
    store: watched("store", createEventStore({ dynamo, codec })),
    vault: watched("vault", vault),
    feed: watched("feed", createFeed(dynamo)),
    cursors: watched("cursors", createCursors(dynamo)),
    views: watched("views", createViews({ dynamo, names: viewNames })),
    leases: watched("leases", createLeases(dynamo)),
    pacing: watched("pacing", createPacing(dynamo)),
    endpoints: watched("endpoints", createEndpoints({ dynamo, vault })),
    tenants: watched("tenants", { settings: (tenant: TenantId) => tenants.settings(tenant) }),
    queues: watched("queues", queues),
    timers: watched("timers", timers),
    saveSettings: tenants.put,
    openSealed: codec.openSealed,
    deadLetters: watched("letters", lettersOnAws({ rows: letterRows, queues, clock })),
  };
  return {
    ports,
    accept: coming.accept,
    timerIn: coming.timerIn,
    tenants: tenants.all,
    letterRows,
    buried: { stage: ground.needed("ARO_STAGE"), askStreams },
    packs: createPacks(dynamo),
    planAhead: timers.planAhead,
    sequence: createSequencer(dynamo).sequence,
    sealed: async (...stream: Parameters<typeof streams.read>): Promise<readonly Commit[]> =>
      (await streams.read(...stream)).map(({ json }) => JSON.parse(json) as Commit),
  };
};

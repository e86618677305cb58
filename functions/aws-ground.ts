import { createBreakers } from "#adapters/aws/breakers";
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
import type { Metrics } from "#core/ports/metrics";
import { everyView } from "#core/views/every-view";
import { catalog } from "#events/catalog";
import { createCodec } from "#events/codec";
import type { Around } from "#functions/aws-around";
import { watched, watching } from "#functions/awaited";
import { tablesIn } from "#functions/env-ground";

/** The ports that every function has: what the tables hold, and the vault. */
export const groundPorts = (
  { ground, clock, clients, askStreams }: Around,
  { metrics }: { readonly metrics: Metrics },
) => {
  const dynamo = createDynamo({ client: clients.dynamo, tables: tablesIn(ground) });
  const vault = createVault({
    kms: clients.kms,
    keyId: ground.needed("ARO_VAULT_KEY"),
    records: createKeyRecords(dynamo),
    clock,
    metrics,
  });
  const codec = createCodec({ vault, catalog });
  const tenants = createTenants({ dynamo });
  const streams = createSealedStreams(dynamo);
  const letterRows = createLetterRows(dynamo);
  const ports = {
    store: watched("store", createEventStore({ dynamo, codec })),
    vault: watched("vault", vault),
    feed: watched("feed", createFeed(dynamo)),
    cursors: watched("cursors", createCursors(dynamo)),
    views: watched("views", createViews({ dynamo, names: everyView })),
    leases: watched("leases", createLeases(dynamo)),
    pacing: watched("pacing", createPacing(dynamo)),
    breakers: watched("breakers", createBreakers(dynamo)),
    endpoints: watched("endpoints", createEndpoints({ dynamo, vault })),
    tenants: watched("tenants", { settings: (tenant: TenantId) => tenants.settings(tenant) }),
    saveSettings: tenants.put,
    openSealed: codec.openSealed,
    present: codec.present,
    sealed: watching("sealed", async (...stream: Parameters<typeof streams.read>) =>
      (await streams.read(...stream)).map(({ json }) => JSON.parse(json) as Commit),
    ),
  };
  return {
    ports,
    tenants: tenants.all,
    letterRows,
    buried: { stage: ground.needed("ARO_STAGE"), askStreams },
    packs: createPacks(dynamo),
    sequence: createSequencer(dynamo).sequence,
  };
};

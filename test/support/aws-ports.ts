import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createBreakers } from "#adapters/aws/breakers";
import { createCursors } from "#adapters/aws/cursors";
import { createDynamo, createDynamoClient } from "#adapters/aws/dynamo";
import type { Patience } from "#adapters/aws/dynamo-patience";
import { createEndpoints } from "#adapters/aws/endpoints";
import { createEventStore } from "#adapters/aws/event-store";
import { createFeed } from "#adapters/aws/feed";
import { createKeyRecords } from "#adapters/aws/key-records";
import { createLeases } from "#adapters/aws/leases";
import { createPacing } from "#adapters/aws/pacing";
import { createSequencer } from "#adapters/aws/sequencer";
import { tableInputs, type TableNames, tableNames } from "#adapters/aws/tables";
import { createTenants } from "#adapters/aws/tenants";
import { createVault } from "#adapters/aws/vault";
import { createViews } from "#adapters/aws/views";
import type { Clock } from "#core/ports/clock";
import { createCodec, type EventCatalog } from "#events/codec";
import { sampleCatalog } from "#test/support/sample-commits";
import { at } from "#core/kernel/time";
import { createWireKms, wireCredentials } from "#test/support/wire-kms";

type Wish = {
  readonly endpoint: string;
  /** In place of one that asks the server at that address. */
  readonly client?: DynamoDBClient;
  /** Tables that are there already; where nothing is said, new ones. */
  readonly tables?: TableNames;
  readonly catalog?: EventCatalog;
  readonly views?: readonly string[];
  readonly clock?: Clock;
  /** Where nothing is said, nobody waits long. */
  readonly patience?: Partial<Patience>;
};

/** Tests share the machine with others, and none is about how fast it is. */
const patientMs = 20_000;

const noon: Clock = { now: () => at("2026-03-02T12:00:00Z") };

/** Every port that DynamoDB holds, over a server on this machine, in tables of its own; and the vault, on a KMS that is not there. */
export const awsPorts = async (wish: Wish) => {
  const { endpoint, catalog = sampleCatalog, clock = noon } = wish;
  const { views = ["visits", "guests"], patience = { pause: async () => undefined } } = wish;
  const address = { endpoint, region: "us-east-1", credentials: wireCredentials };
  const client = wish.client ?? createDynamoClient(address, patientMs);
  const tables = wish.tables ?? tableNames(`aro-${newNumber()}`);
  if (wish.tables === undefined)
    await Promise.all(tableInputs(tables).map((one) => client.send(new CreateTableCommand(one))));

  const dynamo = createDynamo({ client, tables, patience });
  const wireKms = createWireKms();
  const keyRecords = createKeyRecords(dynamo);
  const vault = createVault({
    kms: wireKms.kms,
    keyId: "alias/aro",
    records: keyRecords,
    clock,
    metrics: { count: () => undefined },
  });
  const codec = createCodec({ vault, catalog });
  return {
    client,
    tables,
    dynamo,
    vault,
    codec,
    keyRecords,
    store: createEventStore({ dynamo, codec }),
    sequencer: createSequencer(dynamo),
    feed: createFeed(dynamo),
    views: createViews({ dynamo, names: views }),
    cursors: createCursors(dynamo),
    leases: createLeases(dynamo),
    pacing: createPacing(dynamo),
    breakers: createBreakers(dynamo),
    endpoints: createEndpoints({ dynamo, vault }),
    tenants: createTenants({ dynamo }),
    close: () => {
      wireKms.close();
      client.destroy();
    },
  };
};

export type AwsPorts = Awaited<ReturnType<typeof awsPorts>>;

let numbered = 0;

/** Other runs may have used the same server. */
const newNumber = (): string => {
  numbered += 1;
  return `${process.pid}-${numbered}`;
};

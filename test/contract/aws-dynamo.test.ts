import { breakersContract } from "#test/contract/breakers";
import { cursorsContract } from "#test/contract/cursors";
import { endpointsContract } from "#test/contract/endpoints";
import { eventStoreContract } from "#test/contract/event-store";
import { feedContract } from "#test/contract/feed";
import { keyRecordsContract } from "#test/contract/key-records";
import { leasesContract } from "#test/contract/leases";
import { pacingContract } from "#test/contract/pacing";
import { vaultContract } from "#test/contract/vault";
import { viewsContract } from "#test/contract/views";
import { awsFeedStage, awsStage, withDynamoDb } from "#test/support/dynamodb-stage";

const name = "DynamoDB";

withDynamoDb("what DynamoDB holds", (endpoint) => {
  eventStoreContract(
    name,
    awsStage(endpoint, (ports) => ports),
  );
  feedContract(name, awsFeedStage(endpoint));
  cursorsContract(
    name,
    awsStage(endpoint, ({ cursors }) => cursors),
  );
  viewsContract(
    name,
    awsStage(endpoint, ({ views }) => views),
  );
  leasesContract(
    name,
    awsStage(endpoint, ({ leases }) => leases),
  );
  pacingContract(
    name,
    awsStage(endpoint, ({ pacing }) => pacing),
  );
  breakersContract(
    name,
    awsStage(endpoint, ({ breakers }) => breakers),
  );
  keyRecordsContract(
    name,
    awsStage(endpoint, ({ keyRecords }) => keyRecords),
  );
  vaultContract(
    `The vault on KMS, whose keys are in ${name},`,
    awsStage(endpoint, ({ vault }) => vault),
  );
  endpointsContract(
    name,
    awsStage(endpoint, ({ endpoints }) => ({ endpoints, put: endpoints.put })),
  );
});

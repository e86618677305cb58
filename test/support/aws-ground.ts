import { CreateTableCommand, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoClient } from "#adapters/aws/dynamo";
import { tableInputs, tableNames } from "#adapters/aws/tables";
import type { Instant } from "#core/kernel/time";
import { timerTable } from "#functions/aws-queues";
import { type Ground, groundFrom } from "#functions/env-ground";
import { askLocal } from "#test/support/commit-stream";
import { startSqsServer } from "#test/support/sqs-server";
import { createWireKms, wireCredentials } from "#test/support/wire-kms";
import { createRingingScheduler } from "#test/support/ringing-scheduler";

/** AWS as far as it can be had on one machine: DynamoDB's own server, and the others played; time is the test's. */
export const awsGround = async (endpoint: string, now: () => Instant) => {
  const sqsServer = await startSqsServer({ now, maxReceiveCount: 8 });
  const kms = createWireKms();
  const scheduler = createRingingScheduler();
  const credentials = wireCredentials;
  const clients = {
    dynamo: createDynamoClient({ endpoint, region: "us-east-1", credentials }, patientMs),
    sqs: new SQSClient({
      endpoint: sqsServer.endpoint,
      useQueueUrlAsEndpoint: false,
      region: "us-east-1",
      credentials,
    }),
    kms: kms.kms,
    scheduler: scheduler.scheduler,
  };
  const tables = tableNames(`aro-${newNumber()}`);
  const ground = groundFrom({
    ARO_STAGE: "test",
    ARO_TABLE_COMMITS: tables.commits,
    ARO_TABLE_VIEWS: tables.views,
    ARO_TABLE_KEYS: tables.keys,
    ARO_VAULT_KEY: "alias/aro-test",
    ARO_QUEUE_EXECUTIONS: sqsServer.urlOf("aro-test-executions"),
    ARO_QUEUE_CLASSIFICATIONS: sqsServer.urlOf("aro-test-classifications"),
    ARO_QUEUE_WAKES_ARN: "arn:aws:sqs:us-east-1:000000000000:aro-test-wakes",
    ARO_QUEUE_GIVEN_BACK: sqsServer.urlOf("aro-test-given-back-"),
    ARO_SCHEDULES: "aro-test",
    ARO_SCHEDULES_ROLE: "arn:aws:iam::000000000000:role/aro-test-schedules",
    ARO_SCHEDULES_UNRUNG: "arn:aws:sqs:us-east-1:000000000000:aro-test-schedules-dead",
  });
  for (const input of tableInputs(tables))
    await clients.dynamo.send(new CreateTableCommand(withTimers(ground, input)));
  return {
    ground,
    clients,
    askStreams: askLocal(endpoint),
    /** For who looks at it from outside: no function has asked. */
    looking: createDynamoClient({ endpoint, region: "us-east-1", credentials }, patientMs),
    tables,
    kms,
    scheduler,
    sqsServer,
    close: async () => {
      kms.close();
      scheduler.close();
      clients.dynamo.destroy();
      clients.sqs.destroy();
      await sqsServer.close();
    },
  };
};

export type AwsGround = Awaited<ReturnType<typeof awsGround>>;

/** The index that orders timers for all tenants at once. */
const withTimers = (ground: Ground, input: CreateTableCommandInput): CreateTableCommandInput => {
  const { name, index } = timerTable(ground);
  const known = input.GlobalSecondaryIndexes ?? [];
  if (input.TableName !== name || known.some(({ IndexName }) => IndexName === index.name))
    return input;
  return {
    ...input,
    AttributeDefinitions: [
      ...(input.AttributeDefinitions ?? []),
      { AttributeName: index.partition, AttributeType: "S" },
      { AttributeName: index.sort, AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      ...known,
      {
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partition, KeyType: "HASH" },
          { AttributeName: index.sort, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  };
};

/** Tests share the machine with others, and none over these clients is about how fast it is. */
const patientMs = 20_000;

let numbered = 0;

/** Other runs may have used the same server. */
const newNumber = (): string => {
  numbered += 1;
  return `onaws-${process.pid}-${numbered}`;
};

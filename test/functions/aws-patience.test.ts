import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDynamoClient } from "#adapters/aws/dynamo";
import { patience } from "#functions/aws-around";
import { wireCredentials } from "#test/support/wire-kms";

/** Takes every call, and answers none. */
let silent: Server;
beforeEach(async () => {
  silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
});
afterEach(() => {
  silent.closeAllConnections();
  silent.close();
});

it("gives up a call that hangs, whichever service it is", async () => {
  const { port } = silent.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const address = { endpoint, region: "us-east-1", credentials: wireCredentials };
  const given = { ...address, ...patience, maxAttempts: 1 };
  const QueueUrl = `${endpoint}/1/executions`;
  const ends = await Promise.allSettled([
    createDynamoClient(address).send(new ListTablesCommand({})),
    new KMSClient(given).send(new DescribeKeyCommand({ KeyId: "alias/aro" })),
    new SQSClient(given).send(new GetQueueAttributesCommand({ QueueUrl })),
    new SchedulerClient(given).send(new GetScheduleCommand({ Name: "one" })),
  ]);
  const why = ends.map((end) => (end.status === "rejected" ? end.reason.name : "answered"));
  expect(why).toEqual(ends.map(() => "TimeoutError"));
});

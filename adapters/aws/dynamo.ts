import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  type BatchWriteItemCommandOutput,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DeleteItemCommandOutput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  type TransactWriteItemsCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { ordinaryPatience, type Patience, patiently } from "#adapters/aws/dynamo-patience";
import { isKey } from "#adapters/aws/items";
import type { TableNames } from "#adapters/aws/tables";

/** The database as the adapters ask it: each question as often as the patience allows. */
export type Dynamo = Questions & {
  readonly tables: TableNames;
  readonly patience: Patience;
};

type Questions = {
  readonly get: (input: GetItemCommandInput) => Promise<GetItemCommandOutput>;
  readonly put: (input: PutItemCommandInput) => Promise<PutItemCommandOutput>;
  readonly update: (input: UpdateItemCommandInput) => Promise<UpdateItemCommandOutput>;
  readonly delete: (input: DeleteItemCommandInput) => Promise<DeleteItemCommandOutput>;
  readonly query: (input: QueryCommandInput) => Promise<QueryCommandOutput>;
  readonly batchGet: (input: BatchGetItemCommandInput) => Promise<BatchGetItemCommandOutput>;
  readonly batchWrite: (input: BatchWriteItemCommandInput) => Promise<BatchWriteItemCommandOutput>;
  readonly transact: (
    input: TransactWriteItemsCommandInput,
  ) => Promise<TransactWriteItemsCommandOutput>;
};

type Deps = {
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  readonly patience?: Partial<Patience>;
};

export const createDynamo = ({ client, tables, patience }: Deps): Dynamo => {
  const kept = { ...ordinaryPatience, ...patience };
  return { tables, patience: kept, ...questionsTo(client, kept) };
};

/** For whoever is told the tables otherwise. */
export const questionsTo = (client: DynamoDBClient, patience: Patience): Questions => {
  const patient = <T>(ask: () => Promise<T>): Promise<T> => patiently(ask, patience);
  return {
    get: (input) =>
      isKey(input.Key)
        ? patient(() => client.send(new GetItemCommand(input)))
        : Promise.resolve({ $metadata: {} }),
    put: (input) => patient(() => client.send(new PutItemCommand(input))),
    update: (input) => patient(() => client.send(new UpdateItemCommand(input))),
    delete: (input) => patient(() => client.send(new DeleteItemCommand(input))),
    query: (input) => patient(() => client.send(new QueryCommand(input))),
    batchGet: (input) => patient(() => client.send(new BatchGetItemCommand(input))),
    batchWrite: (input) => patient(() => client.send(new BatchWriteItemCommand(input))),
    transact: (input) => patient(() => client.send(new TransactWriteItemsCommand(input))),
  };
};

/** Most questions are answered in a few milliseconds. */
const answerWithinMs = 2_000;

/** A client that asks once: the SDK's own retries would hide that a write may have landed before it was refused. */
export const createDynamoClient = (
  settings: Pick<DynamoDBClientConfig, "region" | "endpoint" | "credentials">,
  timeoutMs = answerWithinMs,
): DynamoDBClient =>
  new DynamoDBClient({
    ...settings,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
  });

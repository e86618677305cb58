import { readFileSync } from "node:fs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { TableNames } from "#adapters/aws/tables";
import { callerNow } from "#test/support/aws-callers";

type Asked = {
  readonly tables: TableNames;
  readonly clients: { readonly dynamo: DynamoDBClient; readonly sqs: SQSClient };
};

/** What the rights of the stacks are held against (`test/stacks/rights.test.ts`): each kind of call, once. */
const listedCalls = (): ReadonlySet<string> =>
  new Set(readFileSync("test/fixtures/aws/seen-calls.txt", "utf8").trim().split("\n"));

/**
 * Notes what each function asks of DynamoDB and SQS, with tenants and ids left out. `refuseUnlisted` throws where
 * one has asked what is not on the list: nobody would know whether it may.
 */
export const watchCalls = ({ tables, clients }: Asked) => {
  const seen = new Set<string>();
  const note = (lines: readonly string[]): void => {
    const caller = callerNow();
    if (caller !== "outside") for (const line of lines) seen.add(`${caller} ${line}`);
  };
  const ofTables = watching((command, input) => note(toTables(tables, command, input as Question)));
  const ofQueues = watching((command, { QueueUrl = "" }) =>
    note([`sqs:${command} ${QueueUrl.split("/aro-test-").at(-1)}`]),
  );
  clients.dynamo.middlewareStack.add(ofTables as never, atFirst);
  clients.sqs.middlewareStack.add(ofQueues as never, atFirst);
  return {
    refuseUnlisted: (): void => {
      const listed = listedCalls();
      const unlisted = [...seen].filter((line) => !listed.has(line)).toSorted();
      if (unlisted.length > 0)
        throw new Error(
          `Not in seen-calls.txt, so nobody knows whether it may:\n${unlisted.join("\n")}`,
        );
    },
  };
};

type Input = { readonly QueueUrl?: string };
type Next = (args: { readonly input: Input }) => Promise<unknown>;

const atFirst = { step: "initialize", name: "watch-calls" } as const;

const watching =
  (note: (command: string, input: Input) => void) =>
  (next: Next, { commandName = "" }: { readonly commandName?: string }): Next =>
  (args) => {
    note(commandName.replace("Command", ""), args.input);
    return next(args);
  };

type Attributes = Readonly<Record<string, { readonly S?: string }>>;
type Place = { readonly TableName?: string; readonly Key?: Attributes; readonly Item?: Attributes };
type Question = Place & {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Attributes;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Attributes[] }>>;
  readonly TransactItems?: readonly Readonly<Record<string, Place>>[];
};

/**
 * `dynamodb:Query views/index/timers timers#waiting#0`: one line for each table and leading key. IAM asks of a
 * transaction whether each of its parts may be done.
 */
const toTables = (tables: TableNames, command: string, question: Question): readonly string[] => {
  const { RequestItems, TransactItems } = question;
  if (TransactItems !== undefined)
    return TransactItems.flatMap((item) =>
      Object.entries(item).flatMap(([part, place]) =>
        toTables(tables, part === "ConditionCheck" ? "ConditionCheckItem" : `${part}Item`, place),
      ),
    );
  if (RequestItems !== undefined)
    return Object.entries(RequestItems).flatMap(([TableName, { Keys = [] }]) =>
      Keys.flatMap((Key) => toTables(tables, command, { TableName, Key })),
    );
  return [toOneTable(tables, command, question)];
};

const toOneTable = (
  tables: TableNames,
  command: string,
  { TableName, IndexName, Key, Item, ExpressionAttributeValues = {} }: Question,
): string => {
  const [name = TableName] = Object.entries(tables).find(([, full]) => full === TableName) ?? [];
  const place = `${name}${IndexName === undefined ? "" : `/index/${IndexName}`}`;
  return `dynamodb:${command} ${place} ${inShort(leadingKey(Key ?? Item ?? ExpressionAttributeValues))}`;
};

/** A query's first value is that of its partition. */
const leadingKey = (of: Attributes): string =>
  (of["pk"] ?? of[":pk"] ?? Object.values(of)[0])?.S ?? "?";

const inShort = (key: string): string => {
  const [tenant = "", ...rest] = key.split("#");
  if (tenant === "timers") return key;
  if (tenant.startsWith("@")) return rest.length === 0 ? key : `${tenant}#x`;
  const own = rest.join("#");
  return `t#${own.replace(/\/.*/, "/x").replace(/^[0-9a-f]{32}$/, "x")}`;
};

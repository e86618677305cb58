import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isConditionFailed, isOneConditionFailed } from "#adapters/aws/dynamo-errors";
import { callerNow } from "#test/support/aws-callers";

/** What the questions of one kind have used, and how many they were. */
export type Units = {
  readonly by: string;
  readonly command: string;
  /** The table, the index, and what stands behind the tenant in the key, without ids. */
  readonly of: string;
  readonly write: number;
  readonly read: number;
  readonly requests: number;
};

type Used = { readonly CapacityUnits?: number };
type Key = Readonly<Record<string, AttributeValue>>;
type Place = {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Key;
  readonly Item?: Key;
  readonly ExpressionAttributeValues?: Key;
};
type Input = Place & {
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
  readonly TransactItems?: readonly Readonly<Record<string, Place>>[];
};

/**
 * Lets the database say what each request has used, indexes included. A refused write says nothing and is paid for all the
 * same: it is taken as one unit, for no item here that is written under a condition is larger.
 */
export const unitsOf = (client: DynamoDBClient): (() => readonly Units[]) => {
  const all = new Map<string, Units>();
  const add = (about: Pick<Units, "by" | "command" | "of">, used: number): void => {
    const name = Object.values(about).join(" ");
    const { write, read, requests } = all.get(name) ?? { write: 0, read: 0, requests: 0 };
    const isWrite = /Put|Update|Delete|Write/.test(about.command);
    all.set(name, {
      ...about,
      write: write + (isWrite ? used : 0),
      read: read + (isWrite ? 0 : used),
      requests: requests + 1,
    });
  };
  client.middlewareStack.add(
    (next, context) => async (given) => {
      const command = String(context.commandName).replace("Command", "");
      const input = { ...given.input, ReturnConsumedCapacity: "TOTAL" };
      const about = { by: callerNow(), command, of: kindOf(input as Input) };
      try {
        const result = await next({ ...given, input });
        const used = sumOf(result.output as { ConsumedCapacity?: Used | readonly Used[] });
        add(about, command === "Query" ? Math.max(used, leastOf(input as Input)) : used);
        return result;
      } catch (error) {
        if (isConditionFailed(error) || isOneConditionFailed(error))
          add({ ...about, of: `${about.of} (refused)` }, 1);
        throw error;
      }
    },
    { step: "initialize", name: "unitsOf", override: true },
  );
  return () =>
    [...all.values()].toSorted(
      (one, other) => other.write * 5 + other.read - (one.write * 5 + one.read),
    );
};

/** DynamoDB Local takes nothing for a query that finds nothing; AWS takes its least. */
const leastOf = ({ ConsistentRead: isStrong }: Input): number => (isStrong === true ? 1 : 0.5);

const sumOf = ({ ConsumedCapacity: used = [] }: { ConsumedCapacity?: Used | readonly Used[] }) =>
  [used].flat().reduce((total, { CapacityUnits: one = 0 }: Used) => total + one, 0);

const kindOf = (input: Input): string => {
  const { table, key } = placeOf(input);
  const name = (key["pk"] ?? key[":pk"] ?? key[":p"])?.S ?? "";
  return [
    table.split("-").at(-1),
    input.IndexName,
    name.replace(/^[^#@]+#/, "").replace(/[/#].*$|[0-9a-f]{16,}/, "…"),
  ]
    .filter((part) => part !== undefined)
    .join(" ");
};

/** A batch and a transaction are of what their first part is of. */
const placeOf = (input: Input): { readonly table: string; readonly key: Key } => {
  const [batch] = Object.entries(input.RequestItems ?? {});
  if (batch !== undefined) return { table: batch[0], key: firstIn(batch[1].Keys) };
  const part = firstIn(input.TransactItems?.flatMap((item) => Object.values(item)) ?? [input]);
  return { table: part.TableName ?? "", key: keyIn(part) };
};

const firstIn = <T extends Key | Place>(all: readonly T[] = []): T => all[0] ?? ({} as T);

/** Of one item, of a whole one, or of a query's values. */
const keyIn = ({ Key: key, Item: item, ExpressionAttributeValues: values }: Place): Key =>
  key ?? item ?? values ?? {};

import { TransactionCanceledException, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { conditionIn } from "#test/simulation/aws/conditions";
import { type Asked, givenIn, placeOf, type Tables } from "#test/simulation/aws/tables";
import { updated } from "#test/simulation/aws/updates";
import { bytesOf, invalid, type Item, refused } from "#test/simulation/aws/values";

/** Everything that may stand in the write of one item. */
export type Write = Asked & {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
};

const mostBytes = 400 * 1_024;

export const writeOne = (tables: Tables, write: Write): object => {
  if (isAllowed(tables, write)) return apply(tables, write);
  const isTold = write.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  const old = isTold ? standing(tables, write) : null;
  const more = old === null ? {} : { Item: old };
  throw refused("ConditionalCheckFailedException", "The conditional request failed", more);
};

export type Transaction = {
  readonly TransactItems: readonly TransactWriteItem[];
  readonly ClientRequestToken?: string;
};

/** All of it or nothing; the same token again changes nothing. */
export const writeAll = (
  tables: Tables,
  tokens: Set<string>,
  { TransactItems: items, ClientRequestToken: token }: Transaction,
): object => {
  if (token !== undefined && tokens.has(token)) return {};
  const writes = items.map((item) => Object.values(item)[0] as Write);
  const places = writes.map((one) =>
    placeOf(one.TableName, keyOf(one), tables.of(one.TableName).keys),
  );
  if (new Set(places).size < places.length)
    throw invalid("Transaction request cannot include multiple operations on one item");
  const codes = writes.map((one) => (isAllowed(tables, one) ? "None" : "ConditionalCheckFailed"));
  if (codes.some((code) => code !== "None")) throw cancelled(codes);
  const changes = writes.filter((_, index) => items[index]?.ConditionCheck === undefined);
  for (const one of changes) apply(tables, one);
  if (token !== undefined) tokens.add(token);
  return {};
};

export const cancelled = (codes: readonly string[]): Error =>
  new TransactionCanceledException({
    message: "Transaction cancelled",
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const keyOf = ({ Key: key, Item: item }: Write): Item => key ?? item ?? {};

const standing = (tables: Tables, write: Write): Item | null =>
  tables.of(write.TableName).get(keyOf(write), true);

const isAllowed = (tables: Tables, write: Write): boolean => {
  const given = givenIn(write);
  const { ConditionExpression: text } = write;
  return text === undefined || conditionIn(text)(standing(tables, write) ?? {}, given);
};

const apply = (tables: Tables, write: Write): object => {
  const before = standing(tables, write);
  const after = nextOf(write, before);
  tables.of(write.TableName).put(keyOf(write), after);
  tables.onChange({ table: write.TableName ?? "", before, after });
  if (write.ReturnValues === "ALL_OLD") return before === null ? {} : { Attributes: before };
  return write.ReturnValues === "UPDATED_NEW" ? { Attributes: after } : {};
};

/** What has neither an item nor an update is a deletion. */
const nextOf = (write: Write, before: Item | null): Item | null => {
  const { UpdateExpression: text, Item: item = null } = write;
  const next = text === undefined ? item : updated(text, before ?? keyOf(write), givenIn(write));
  if (next !== null && bytesOf(next) > mostBytes)
    throw invalid("Item size has exceeded the maximum allowed size");
  return next;
};

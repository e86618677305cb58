import type { QueryCommandInput, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { deleteAll, getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, textIn } from "#adapters/aws/items";
import { boundOf, viewItem, viewItemFrom, viewKey } from "#adapters/aws/view-items";
import type { TenantId } from "#core/kernel/ids";
import type { ViewItem, ViewRange, Views } from "#core/ports/views";

type Deps = {
  readonly dynamo: Dynamo;
  /** Every view there is: the rows of a tenant lie apart by view, and nothing else tells which there are. */
  readonly names: readonly string[];
};

/**
 * Read models in DynamoDB. A row is read strongly, for the next fold begins there; a list is what its index knows, which
 * may be a moment old, of rows as they are now.
 */
export const createViews = ({ dynamo, names }: Deps): Views => ({
  get: async (tenant, view, key) => {
    const { Item: item } = await dynamo.get({
      TableName: dynamo.tables.views,
      Key: viewKey(tenant, view, key),
      ConsistentRead: true,
    });
    return item === undefined ? null : viewItemFrom(view, item);
  },

  put: async (tenant, item) => {
    if (!names.includes(item.view))
      throw new Error(`Cannot put a row of view "${item.view}": it would outlive a rebuild`);
    return putIfNewer(dynamo, tenant, item);
  },

  range: async (tenant, range) => {
    const items: ViewItem[] = [];
    for await (const found of pagesOf(dynamo, tenant, range)) {
      items.push(...found);
      if (items.length >= range.limit) break;
    }
    return items.slice(0, range.limit);
  },

  clear: async (tenant) => {
    for (const name of names) await clearOne(dynamo, keyOf(tenant, name));
  },
});

const putIfNewer = async (
  { put, tables }: Dynamo,
  tenant: TenantId,
  item: ViewItem,
): Promise<"put" | "stale"> => {
  const { stream, version } = item.source;
  try {
    await put({
      TableName: tables.views,
      Item: viewItem(tenant, item),
      ConditionExpression:
        "attribute_not_exists(pk) OR (#stream = :stream AND #version < :version)",
      ExpressionAttributeNames: { "#stream": "stream", "#version": "version" },
      ExpressionAttributeValues: { ":stream": { S: stream }, ":version": { N: String(version) } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return "put";
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const folds = textIn(error.Item as Item | undefined, "stream");
    if (folds !== null && folds !== stream) throw new Error(foreignRow(item), { cause: error });
    return "stale"; // Or ours, if its answer was lost: a row of this version is there either way.
  }
};

/** Versions of two streams cannot be compared: which of them came last would be left to chance. */
const foreignRow = ({ view, source }: ViewItem): string =>
  `Cannot fold "${source.stream}" into a row of view "${view}": the row folds another stream`;

/**
 * The index names the keys; the rows themselves say where they stand by now. Each page tells of the rows that stand in its
 * own part of the range: one that has moved on comes where it stands, as soon as the index knows. Told here, it would be
 * the place behind which somebody goes on, and what lies between would be left out.
 */
async function* pagesOf(
  dynamo: Dynamo,
  tenant: TenantId,
  range: ViewRange,
): AsyncGenerator<readonly ViewItem[]> {
  const { view, index, from, to, limit } = range;
  if (from >= to) return;
  const inRange: QueryCommandInput = {
    TableName: dynamo.tables.views,
    IndexName: index,
    KeyConditionExpression: `pk = :pk AND ${index} BETWEEN :from AND :to`,
    ExpressionAttributeValues: {
      ":pk": { S: keyOf(tenant, view) },
      ":from": { S: boundOf(from) },
      ":to": { S: to },
    },
    Limit: limit,
  };
  let told: string | null = null;
  for await (const { keys, last } of keyPagesOf(dynamo, inRange)) {
    const after: string | null = told;
    const upTo = textIn(last, index);
    const rows = await getAll(dynamo, dynamo.tables.views, eachOnce(keys));
    yield rows
      .map((row) => ({ at: textIn(row, index) ?? "", row }))
      .filter(({ at }) => (after === null || at > after) && (upTo === null || at <= upTo))
      .toSorted((one, other) => (one.at < other.at ? -1 : 1))
      .map(({ row }) => viewItemFrom(view, row))
      .filter(({ [index]: place }) => place !== null && place >= from && place < to);
    told = upTo;
  }
}

/** A row that moves may stand at both places of an index for a moment; a batch that names it twice is refused. */
const eachOnce = (keys: readonly Item[]): readonly Item[] => [
  ...new Map(keys.map((key) => [textIn(key, "sk"), key])).values(),
];

/** `last`: behind what the next page begins, with its place in the index; nothing where none comes. */
type KeyPage = { readonly keys: readonly Item[]; readonly last: Item | undefined };

async function* keyPagesOf({ query }: Dynamo, wanted: QueryCommandInput): AsyncGenerator<KeyPage> {
  let last: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const page = await query({ ...wanted, ExclusiveStartKey: last });
    last = page.LastEvaluatedKey;
    yield {
      keys: (page.Items ?? []).map(({ pk = { S: "" }, sk = { S: "" } }) => ({ pk, sk })),
      last,
    };
  } while (last !== undefined);
}

const clearOne = async (dynamo: Dynamo, pk: string): Promise<void> => {
  const all: QueryCommandInput = {
    TableName: dynamo.tables.views,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: pk } },
    ProjectionExpression: "pk, sk",
    ConsistentRead: true,
  };
  for await (const { keys } of keyPagesOf(dynamo, all))
    await deleteAll(dynamo, dynamo.tables.views, keys);
};

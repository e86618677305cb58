import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, textIn } from "#adapters/aws/items";
import { viewItem, viewItemFrom, viewKey } from "#adapters/aws/view-items";
import type { TenantId } from "#core/kernel/ids";
import type { Replaced, StandingRow, StandingRows } from "#core/ports/standing-rows";
import type { ViewItem } from "#core/ports/views";

/** Rows of the read models as their items stand in the table, whoever wrote them. */
export const createStandingRows = ({
  get,
  put,
  delete: remove,
  query,
  tables,
}: Dynamo): StandingRows => ({
  get: async (tenant, view, key) => {
    const { Item: item } = await get({
      TableName: tables.views,
      Key: viewKey(tenant, view, key),
      ConsistentRead: true,
    });
    return item === undefined ? null : standing(tenant, view, item);
  },

  after: async (tenant, view, key, limit) => {
    const { Items: items = [], LastEvaluatedKey: last } = await query({
      TableName: tables.views,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: keyOf(tenant, view) } },
      ...(key !== null && { ExclusiveStartKey: viewKey(tenant, view, key) }),
      ConsistentRead: true,
      Limit: limit,
    });
    const rows = items.map((item) => standing(tenant, view, item));
    return { rows, next: textIn(last, "sk") };
  },

  put: (tenant, item, before) =>
    replaced(() =>
      put({
        TableName: tables.views,
        Item: viewItem(tenant, item),
        ...(before === null ? isMissing : standsAs(before)),
      }),
    ),

  remove: (tenant, row) =>
    replaced(() =>
      remove({
        TableName: tables.views,
        Key: viewKey(tenant, row.view, row.key),
        ...standsAs(row),
      }),
    ),
});

/** What has attributes that no row of ours has is nothing that anybody could rely on. */
const standing = (tenant: TenantId, view: string, seen: Item): StandingRow => ({
  view,
  key: textIn(seen, "sk") ?? "",
  item: readable(tenant, view, seen),
  seen,
});

const readable = (tenant: TenantId, view: string, seen: Item): ViewItem | null => {
  try {
    const item = viewItemFrom(view, seen);
    return namesOf(viewItem(tenant, item)) === namesOf(seen) ? item : null;
  } catch {
    return null; // No longer deflated, or no longer JSON.
  }
};

const namesOf = (item: Item): string => Object.keys(item).toSorted().join(" ");

const isMissing = { ConditionExpression: "attribute_not_exists(pk)" };

const standsAs = ({ seen }: StandingRow) => {
  const attributes = Object.entries(seen as Item);
  return {
    ConditionExpression: attributes.map((_, n) => `#a${n} = :a${n}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], n) => [`#a${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      attributes.map(([, value], n) => [`:a${n}`, value]),
    ),
  };
};

/** A write whose answer was lost is refused when it is repeated: the next look tells that it has landed. */
const replaced = async (write: () => Promise<unknown>): Promise<Replaced> => {
  try {
    await write();
    return "replaced";
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return "moved";
  }
};

import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { keyOf, numberIn } from "#adapters/aws/items";
import type { TenantId } from "#core/kernel/ids";
import type { Cursors } from "#core/ports/cursors";

export const createCursors = ({ get, update, delete: remove, tables }: Dynamo): Cursors => ({
  position: async (tenant, reader) => {
    const { Item: item } = await get({
      TableName: tables.views,
      Key: cursorKey(tenant, reader),
      ConsistentRead: true,
    });
    return numberIn(item, "position") ?? 0;
  },

  advance: async (tenant, reader, position) => {
    try {
      await update({
        TableName: tables.views,
        Key: cursorKey(tenant, reader),
        UpdateExpression: "SET #position = :position",
        ConditionExpression: "attribute_not_exists(pk) OR #position < :position",
        ExpressionAttributeNames: { "#position": "position" },
        ExpressionAttributeValues: { ":position": { N: String(position) } },
      });
    } catch (error) {
      if (!isConditionFailed(error)) throw error; // It stands there or beyond already.
    }
  },

  restart: async (tenant, reader) => {
    await remove({ TableName: tables.views, Key: cursorKey(tenant, reader) });
  },
});

const cursorKey = (tenant: TenantId, reader: string) => ({
  pk: { S: keyOf(tenant, "@cursors") },
  sk: { S: reader },
});

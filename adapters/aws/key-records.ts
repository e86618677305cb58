import { getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { isKey, type Item, keyOf, textIn } from "#adapters/aws/items";
import type { KeyRecord, KeyRecords } from "#adapters/aws/kms-keys";
import type { TenantId } from "#core/kernel/ids";

/** Wrapped data keys in their own table, of which no copy is kept: what is deleted there is gone. */
export const createKeyRecords = (dynamo: Dynamo): KeyRecords => {
  const { get, put, delete: remove, tables } = dynamo;
  const TableName = tables.keys;
  const read = async (tenant: TenantId, subject: string): Promise<KeyRecord | null> => {
    const Key = recordKey(tenant, subject);
    const { Item: item } = await get({ TableName, Key, ConsistentRead: true });
    return item === undefined ? null : recordFrom(item);
  };

  return {
    get: read,

    // A row that is incomplete has a name or none, and keeps nobody from his own.
    namesOf: async (owners) => {
      const keys = owners.map(({ tenant, subject }) => recordKey(tenant, subject));
      const items = await getAll(dynamo, TableName, keys.filter(isKey));
      const names = new Map(items.map((item) => [textIn(item, "pk"), textIn(item, "name")]));
      return keys.map(({ pk }) => names.get(pk.S) ?? null);
    },

    putIfAbsent: async (tenant, subject, record) => {
      const { name, wrapped, under } = record;
      try {
        await put({
          TableName,
          Item: {
            ...recordKey(tenant, subject),
            name: { S: name },
            wrapped: { B: wrapped },
            ...(under !== null && { under: { S: under } }),
          },
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        });
        return record;
      } catch (error) {
        if (!isConditionFailed(error) || error.Item === undefined) throw error;
        return recordFrom(error.Item as Item); // Somebody else's, or ours if its answer was lost.
      }
    },

    delete: async (tenant, subject) => {
      await remove({ TableName, Key: recordKey(tenant, subject) });
    },
  };
};

const recordFrom = (item: Item): KeyRecord => {
  const wrapped = item["wrapped"]?.B;
  if (wrapped === undefined) throw new Error("Cannot read a data key: its record is incomplete");
  return { name: textIn(item, "name") ?? "", wrapped, under: textIn(item, "under") };
};

const recordKey = (tenant: TenantId, subject: string) => ({ pk: { S: keyOf(tenant, subject) } });

import { randomUUID } from "node:crypto";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { TenantId } from "#core/kernel/ids";
import { type Breaker, closedBreaker, type Provider } from "#core/policy/breaker";
import type { Breakers, StoredBreaker } from "#core/ports/breakers";

/**
 * Breakers in DynamoDB: read strongly, replaced by one conditional write. Each write bears a mark of its own, for of many
 * who have seen the same failure all write the same words: whoever is refused knows by it whether it was their own
 * write, coming back after its answer was lost.
 */
export const createBreakers = (dynamo: Dynamo): Breakers => ({
  read: async (tenant, provider) => {
    const { Item: item } = await dynamo.get({
      TableName: dynamo.tables.views,
      Key: breakerKey(tenant, provider),
      ConsistentRead: true,
    });
    return storedIn(item);
  },

  replace: async (tenant, provider, { breaker, version }) => {
    const mark = randomUUID();
    try {
      await dynamo.put({
        TableName: dynamo.tables.views,
        Item: {
          ...breakerKey(tenant, provider),
          version: { N: String(version + 1) },
          state: { S: JSON.stringify(breaker) },
          mark: { S: mark },
        },
        ...(version === 0 ? first : following(version)),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return "replaced";
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      return textIn(error.Item as Item | undefined, "mark") === mark ? "replaced" : "moved";
    }
  },

  notClosed: async (tenant) => {
    const { Items: items = [] } = await dynamo.query({
      TableName: dynamo.tables.views,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: keyOf(tenant, "@breakers") } },
      ConsistentRead: true,
    });
    return items
      .map((item) => ({ provider: textIn(item, "sk") as Provider, ...storedIn(item) }))
      .filter(({ breaker }) => breaker.status !== "closed")
      .map(({ provider, breaker }) => ({ provider, breaker }));
  },
});

const first = { ConditionExpression: "attribute_not_exists(pk)" };

const following = (version: number) => ({
  ConditionExpression: "version = :version",
  ExpressionAttributeValues: { ":version": { N: String(version) } },
});

const storedIn = (item: Item | undefined): StoredBreaker => {
  const state = textIn(item, "state");
  if (state === null) return { breaker: closedBreaker, version: 0 };
  return { breaker: JSON.parse(state) as Breaker, version: numberIn(item, "version") ?? 0 };
};

const breakerKey = (tenant: TenantId, provider: Provider) => ({
  pk: { S: keyOf(tenant, "@breakers") },
  sk: { S: provider },
});

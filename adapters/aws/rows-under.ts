import type { AttributeValue, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "#adapters/aws/dynamo";
import type { Item } from "#adapters/aws/items";

/** Every row of the views table under one partition key as it stands now, however many answers they fill. */
export const rowsUnder = async (
  { query, tables }: Pick<Dynamo, "query" | "tables">,
  key: AttributeValue,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let from: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const page = await query({
      TableName: tables.views,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": key },
      ConsistentRead: true,
      ExclusiveStartKey: from,
    });
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

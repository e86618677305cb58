import type { QueryCommandInput, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { StreamName, TenantId } from "#core/kernel/ids";

/** Versions of one stream that stand beside each other in the feed, both ends included. */
export type Range = readonly [stream: StreamName, from: number, to: number];

/**
 * A piece of a tenant's feed: its ranges take the positions from `first` to `last`, one each version. The next piece begins
 * right behind it, so two writers who would both continue the feed are in each other's way, and one of them sees it.
 */
export type Segment = {
  readonly first: number;
  readonly last: number;
  readonly ranges: readonly Range[];
};

/** So that whoever looks for a position need not look far back for the segment that holds it. */
export const mostPositions = 100;

export const segmentAt = (first: number, ranges: readonly Range[]): Segment => ({
  first,
  last: ranges.reduce((last, [, from, to]) => last + to - from + 1, first - 1),
  ranges,
});

/** The end of the feed as it is now; `null` where nothing has a position yet. */
export const lastSegment = async (dynamo: Dynamo, tenant: TenantId): Promise<Segment | null> => {
  const { Items: items = [] } = await dynamo.query({
    ...segmentsOf(dynamo, tenant, 1),
    ScanIndexForward: false,
    Limit: 1,
  });
  return items[0] === undefined ? null : segmentFrom(items[0]);
};

/** Segments in their order, from the one on that holds this position. */
export async function* segmentsFrom(
  dynamo: Dynamo,
  tenant: TenantId,
  position: number,
): AsyncGenerator<Segment> {
  const earliest = Math.max(1, position - mostPositions + 1);
  let after: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const wanted = segmentsOf(dynamo, tenant, earliest);
    const page = await dynamo.query({ ...wanted, ExclusiveStartKey: after });
    for (const item of page.Items ?? []) {
      const segment = segmentFrom(item);
      if (segment.last >= position) yield segment;
    }
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}

/** Continues the feed, unless somebody else has done so. */
export const putSegment = async (
  { put, tables }: Dynamo,
  tenant: TenantId,
  { first, last, ranges }: Segment,
): Promise<"put" | "taken"> => {
  try {
    await put({
      TableName: tables.views,
      Item: {
        pk: { S: feedOf(tenant) },
        sk: { S: spelled(first) },
        last: { N: String(last) },
        ranges: { S: JSON.stringify(ranges) },
      },
      ConditionExpression: "attribute_not_exists(pk)",
    });
    return "put";
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return "taken";
  }
};

const segmentsOf = ({ tables }: Dynamo, tenant: TenantId, earliest: number): QueryCommandInput => ({
  TableName: tables.views,
  KeyConditionExpression: "pk = :pk AND sk >= :first",
  ExpressionAttributeValues: {
    ":pk": { S: feedOf(tenant) },
    ":first": { S: spelled(earliest) },
  },
  ConsistentRead: true,
});

const segmentFrom = (item: Item): Segment => ({
  first: Number(textIn(item, "sk")),
  last: numberIn(item, "last") ?? 0,
  ranges: JSON.parse(textIn(item, "ranges") ?? "[]") as readonly Range[],
});

const feedOf = (tenant: TenantId): string => keyOf(tenant, "@feed");

/** In a width that any position fits into, so that texts sort as their numbers do. */
const spelled = (position: number): string => String(position).padStart(16, "0");

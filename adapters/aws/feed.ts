import { getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { commitFrom, placeOf } from "#adapters/aws/event-store";
import { type Segment, segmentsFrom } from "#adapters/aws/feed-segments";
import type { Place } from "#adapters/aws/sequencer";
import { awsFailure } from "#adapters/aws/failures";
import type { TenantId } from "#core/kernel/ids";
import type { Feed } from "#core/ports/event-store";

/**
 * Every commit at the position that the sequencer gave it, which may be minutes after it was appended. Whoever must know
 * sooner is told by the table's stream.
 */
export const createFeed = (dynamo: Dynamo): Feed => ({
  after: async (tenant, position, limit) => {
    const places = await placesAfter(dynamo, tenant, { position, limit });
    const items = await getAll(
      dynamo,
      dynamo.tables.commits,
      places.map(({ place }) => placeOf(place)),
    );
    const commits = new Map(items.map(commitFrom).map((commit) => [nameOf(commit), commit]));
    return places.map(({ position: at, place }) => {
      const commit = commits.get(nameOf(place));
      // To go on without it would be to skip it.
      if (commit === undefined) throw awsFailure("dynamodb", "missing", `commit ${at} of a feed`);
      return { position: at, commit };
    });
  },
});

type Sequenced = { readonly position: number; readonly place: Place };

const placesAfter = async (
  dynamo: Dynamo,
  tenant: TenantId,
  { position, limit }: { readonly position: number; readonly limit: number },
): Promise<readonly Sequenced[]> => {
  const places: Sequenced[] = [];
  if (limit < 1) return places;
  for await (const segment of segmentsFrom(dynamo, tenant, position + 1)) {
    places.push(...placesIn(tenant, segment).filter(({ position: at }) => at > position));
    if (places.length >= limit) break;
  }
  return places.slice(0, limit);
};

const placesIn = (tenant: TenantId, { first, ranges }: Segment): readonly Sequenced[] =>
  ranges
    .flatMap(([stream, from, to]) =>
      Array.from({ length: to - from + 1 }, (_, n) => ({ tenant, stream, version: from + n })),
    )
    .map((place, index) => ({ position: first + index, place }));

const nameOf = ({ stream, version }: Place): string => `${version} ${stream}`;

import { getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { commitFrom, placeOf } from "#adapters/aws/event-store";
import { type Segment, segmentsFrom } from "#adapters/aws/feed-segments";
import type { Place } from "#adapters/aws/sequencer";
import { awsFailure } from "#adapters/aws/failures";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Feed } from "#core/ports/event-store";

/**
 * Every commit at the position that the sequencer gave it, which may be minutes after it was appended. Whoever must know
 * sooner is told by the table's stream.
 */
export const createFeed = (dynamo: Dynamo): Feed => ({
  after: async (tenant, position, limit) => {
    const places = await placesAfter(dynamo, tenant, { position, limit });
    const commits = new Map<string, Commit>();
    // A commit never changes: whatever is found is right, and only what is not found has to be asked for again.
    for (const asOf of ["a_moment_ago", "now"] as const) {
      const keys = places.filter(({ place }) => !commits.has(nameOf(place))).map(keyIn);
      for (const item of await getAll(dynamo, dynamo.tables.commits, keys, asOf)) {
        const commit = commitFrom(item);
        commits.set(nameOf(commit), commit);
      }
    }
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

const keyIn = ({ place }: Sequenced) => placeOf(place);

const nameOf = ({ stream, version }: Place): string => `${version} ${stream}`;

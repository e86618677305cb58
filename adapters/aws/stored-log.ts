import { getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { commitFrom, placeOf } from "#adapters/aws/event-store";
import { type Segment, segmentsFrom } from "#adapters/aws/feed-segments";
import { type Item, keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { Place } from "#adapters/aws/sequencer";
import type { Found } from "#core/kernel/chain";
import type { TenantId } from "#core/kernel/ids";
import type { StoredLog, StoredPiece } from "#core/ports/stored-log";

/**
 * The commits as their items stand in the table, segment by segment of the feed: it is the feed's word that a commit
 * was there, so one that was taken away is missed, also where it was the newest of its stream.
 */
export const createStoredLog = (dynamo: Dynamo): StoredLog => ({
  after: async (tenant, position, limit) => {
    const pieces: StoredPiece[] = [];
    let reached = position;
    for await (const segment of segmentsFrom(dynamo, tenant, position + 1)) {
      pieces.push(...(await piecesOf(dynamo, tenant, segment)));
      reached = segment.last;
      if (reached - position >= limit) break;
    }
    return { position: reached, pieces };
  },
});

/** Each range of the segment, and the commit before it. */
const piecesOf = async (
  dynamo: Dynamo,
  tenant: TenantId,
  { ranges }: Segment,
): Promise<readonly StoredPiece[]> => {
  const places = ranges.flatMap(([stream, from, to]) =>
    versions(Math.max(1, from - 1), to).map((version) => ({ tenant, stream, version })),
  );
  const keys = new Map(places.map((place) => [nameOf(place), placeOf(place)]));
  const items = await getAll(dynamo, dynamo.tables.commits, [...keys.values()]);
  const byName = new Map(
    items.map((item) => [`${textIn(item, "pk")} ${numberIn(item, "version")}`, item]),
  );
  const found = (place: Place): Found => foundIn(byName.get(nameOf(place)), place);
  return ranges.map(([stream, from, to]) => ({
    stream,
    from,
    before: from === 1 ? null : found({ tenant, stream, version: from - 1 }),
    commits: versions(from, to).map((version) => found({ tenant, stream, version })),
  }));
};

const versions = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const nameOf = ({ tenant, stream, version }: Place): string =>
  `${keyOf(tenant, stream)} ${version}`;

const foundIn = (item: Item | undefined, { tenant, stream, version }: Place): Found => {
  if (item === undefined) return "missing";
  try {
    const commit = commitFrom(item);
    const isHere =
      commit.tenant === tenant && commit.stream === stream && commit.version === version;
    return isHere ? commit : "misplaced";
  } catch {
    return "unreadable"; // No longer deflated, or no longer JSON.
  }
};

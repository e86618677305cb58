import { allDone } from "#adapters/all-done";
import { getAll } from "#adapters/aws/batches";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isConditionFailed } from "#adapters/aws/dynamo-errors";
import { awsFailure } from "#adapters/aws/failures";
import {
  lastSegment,
  mostPositions,
  putSegment,
  type Range,
  type Segment,
  segmentAt,
} from "#adapters/aws/feed-segments";
import { keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

/** Which commit; what it says is of no interest here. */
export type Place = Pick<Commit, "tenant" | "stream" | "version">;

export type Sequencer = {
  /**
   * Gives these commits their positions in the feeds of their tenants, in this order, as far as they have none. Whatever
   * comes twice, late or out of order: each commit gets one position, and none before an earlier one of its stream. Throws
   * where it is not known to have succeeded; then the same may be given to it again.
   */
  readonly sequence: (commits: readonly Place[]) => Promise<void>;
};

/** The end of a tenant's feed with its marks in place, and how far streams were in the feed then. */
type End = { readonly last: Segment | null; readonly marks: Marks };
type Marks = Map<StreamName, number>;

const attempts = 20;

/**
 * The feed of a tenant grows by segments, and for each stream a mark says how far it is in the feed. A mark follows its
 * segment in a write of its own, which may be late or lost; but nobody continues the feed before the marks of its last
 * segment stand. So when a segment is put, all marks before it are true, and no transaction was needed (decision 0035).
 *
 * What is remembered may have been overtaken. Then the next segment is there already, ours is refused, and all is read anew.
 */
export const createSequencer = (dynamo: Dynamo): Sequencer => {
  const ends = new Map<TenantId, End>();

  const sequenceOf = async (tenant: TenantId, commits: readonly Place[]): Promise<void> => {
    for (let inVain = 0; inVain < attempts; ) {
      const end = ends.get(tenant) ?? (await endOf(dynamo, tenant));
      ends.set(tenant, end);
      await readMarks(dynamo, tenant, end.marks, streamsOf(commits));
      const segment = segmentAt((end.last?.last ?? 0) + 1, missingRanges(commits, end.marks));
      if (segment.ranges.length === 0) return;

      if ((await putSegment(dynamo, tenant, segment)) === "put") {
        await mark(dynamo, tenant, end.marks, segment);
        ends.set(tenant, { last: segment, marks: end.marks });
        if (segment.last - segment.first + 1 < mostPositions) return;
        inVain = 0;
      } else {
        // By somebody else, or by us if the answer was lost: the next look tells.
        ends.delete(tenant);
        inVain += 1;
        await dynamo.patience.pause(dynamo.patience.chance() * 20 * inVain);
      }
    }
    throw awsFailure("dynamodb", "throttled", "too many writers of one feed");
  };

  return {
    sequence: async (commits) => {
      for (const [tenant, own] of byTenant(commits)) {
        await sequenceOf(tenant, own);
        const isMuch = ends.size > mostTenants || (ends.get(tenant)?.marks.size ?? 0) > mostMarks;
        if (isMuch) ends.clear();
      }
    },
  };
};

const mostTenants = 1_000;
const mostMarks = 10_000;

const streamsOf = (commits: readonly Place[]): readonly StreamName[] =>
  commits.map(({ stream }) => stream);

const byTenant = (commits: readonly Place[]): ReadonlyMap<TenantId, readonly Place[]> => {
  const tenants = new Map<TenantId, Place[]>();
  for (const commit of commits) {
    const own = tenants.get(commit.tenant);
    if (own === undefined) tenants.set(commit.tenant, [commit]);
    else own.push(commit);
  }
  return tenants;
};

/**
 * What has no position yet, in the order of the commits, as much as one segment holds. A commit that is there vouches for all
 * before it in its stream, so what is missing in between (lost, or still on its way) gets its positions with it.
 */
const missingRanges = (commits: readonly Place[], marks: Marks): readonly Range[] => {
  const ranges: Range[] = [];
  const reached = new Map(marks);
  let room = mostPositions;
  for (const { stream, version } of commits) {
    const from = (reached.get(stream) ?? 0) + 1;
    const to = Math.min(version, from + room - 1);
    if (to < from) continue;
    room -= to - from + 1;
    reached.set(stream, to);
    const before = ranges.at(-1);
    if (before?.[0] === stream) ranges.splice(-1, 1, [stream, before[1], to]);
    else ranges.push([stream, from, to]);
  }
  return ranges;
};

const endOf = async (dynamo: Dynamo, tenant: TenantId): Promise<End> => {
  const last = await lastSegment(dynamo, tenant);
  const marks: Marks = new Map();
  if (last === null) return { last, marks };
  await readMarks(
    dynamo,
    tenant,
    marks,
    last.ranges.map(([stream]) => stream),
  );
  await mark(dynamo, tenant, marks, last);
  return { last, marks };
};

/** Reads those that are not known. Call it after the end of the feed was read: a mark from before may be too low. */
const readMarks = async (
  dynamo: Dynamo,
  tenant: TenantId,
  marks: Marks,
  streams: readonly StreamName[],
): Promise<void> => {
  const unknown = [...new Set(streams)].filter((stream) => !marks.has(stream));
  const keys = unknown.map((stream) => markKey(tenant, stream));
  const items = await getAll(dynamo, dynamo.tables.views, keys);
  const found = new Map(items.map((item) => [textIn(item, "sk"), numberIn(item, "upTo")]));
  // Whoever shares these marks may have moved one since the answer was given.
  for (const stream of unknown)
    marks.set(stream, Math.max(found.get(stream) ?? 0, marks.get(stream) ?? 0));
};

/** Sets the marks of a segment as far as they are not there yet, here and in the table. */
const mark = async (
  dynamo: Dynamo,
  tenant: TenantId,
  marks: Marks,
  { ranges }: Segment,
): Promise<void> => {
  const ends = new Map(ranges.map(([stream, , to]) => [stream, to]));
  const late = [...ends].filter(([stream, to]) => (marks.get(stream) ?? 0) < to);
  await allDone(
    late.map(async ([stream, to]) => {
      await moveMark(dynamo, tenant, stream, to);
      marks.set(stream, to);
    }),
  );
};

const moveMark = async (
  { update, tables }: Dynamo,
  tenant: TenantId,
  stream: StreamName,
  to: number,
): Promise<void> => {
  try {
    await update({
      TableName: tables.views,
      Key: markKey(tenant, stream),
      UpdateExpression: "SET upTo = :to",
      ConditionExpression: "attribute_not_exists(pk) OR upTo < :to",
      ExpressionAttributeValues: { ":to": { N: String(to) } },
    });
  } catch (error) {
    if (!isConditionFailed(error)) throw error; // Somebody else has moved it.
  }
};

const markKey = (tenant: TenantId, stream: StreamName) => ({
  pk: { S: keyOf(tenant, "@sequenced") },
  sk: { S: stream },
});

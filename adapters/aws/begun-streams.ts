import type { Dynamo } from "#adapters/aws/dynamo";
import { segmentsFrom } from "#adapters/aws/feed-segments";
import type { BegunStreams } from "#core/ports/begun-streams";
import type { StreamName } from "#core/kernel/ids";

/** A stream begins where the feed has its first version: in one segment of all. */
export const createBegunStreams = (dynamo: Dynamo): BegunStreams => ({
  after: async (tenant, position, limit) => {
    const streams: StreamName[] = [];
    let reached = position;
    for await (const { ranges, last } of segmentsFrom(dynamo, tenant, position + 1)) {
      streams.push(...ranges.filter(([, from]) => from === 1).map(([stream]) => stream));
      reached = last;
      if (streams.length >= limit) break;
    }
    return { position: reached, streams };
  },
});

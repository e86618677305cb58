import type { TenantId } from "#core/kernel/ids";
import type { Feed, FeedEntry } from "#core/ports/event-store";

/**
 * A feed for who goes through it in steps that overlap: what was read is kept until the reader is past it, and only what
 * lies behind is read. It holds no more than one step.
 */
export const feedOnce = (feed: Feed, tenant: TenantId) => {
  let kept: readonly FeedEntry[] = [];
  return async (position: number, limit: number): Promise<readonly FeedEntry[]> => {
    const ahead = kept.filter((entry) => entry.position > position);
    // Positions follow each other: where the next one is not among them, the reader has gone elsewhere.
    const known = ahead[0]?.position === position + 1 ? ahead : [];
    const last = known.at(-1)?.position ?? position;
    const more = known.length < limit ? await feed.after(tenant, last, limit - known.length) : [];
    kept = [...known, ...more];
    return kept.slice(0, limit);
  };
};

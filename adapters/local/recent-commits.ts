import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { FeedEntry } from "#core/ports/event-store";

/**
 * The sealed commits that this process has appended last, so that a reader who keeps up with the feed
 * needs neither the disk nor a parser for what was in memory a moment ago.
 */
export type RecentCommits = {
  /** Call it right after COMMIT, in the order of the positions. */
  readonly add: (tenant: TenantId, position: number, commit: Commit) => void;
  /** The next entries, or `null` where the next one is not among the recent ones. */
  readonly after: (
    tenant: TenantId,
    position: number,
    limit: number,
  ) => readonly FeedEntry[] | null;
};

/** Per tenant the last ones, without a gap. */
type Tail = { entries: FeedEntry[] };

export const createRecentCommits = (maxCommits = 1_024): RecentCommits => {
  const tails = new Map<TenantId, Tail>();
  let held = 0;

  const cut = (tail: Tail, count: number): void => {
    tail.entries = tail.entries.slice(count);
    held -= count;
  };

  const tailOf = (tenant: TenantId): Tail => {
    const known = tails.get(tenant);
    if (known !== undefined) return known;
    const fresh: Tail = { entries: [] };
    tails.set(tenant, fresh);
    return fresh;
  };

  /** Whole tails of those who have been still for longest, and then the older half of the writer's own. */
  const makeRoom = (writer: TenantId): void => {
    for (const [tenant, tail] of tails) {
      if (held <= maxCommits) return;
      if (tenant === writer) continue;
      cut(tail, tail.entries.length);
      tails.delete(tenant);
    }
    const own = tailOf(writer);
    if (held > maxCommits) cut(own, own.entries.length >> 1);
  };

  return {
    add: (tenant, position, commit) => {
      const tail = tailOf(tenant);
      const last = tail.entries.at(-1)?.position;
      if (last !== undefined && last !== position - 1) cut(tail, tail.entries.length);
      tail.entries.push({ position, commit });
      held += 1;
      if (held > maxCommits) makeRoom(tenant);
    },
    after: (tenant, position, limit) => {
      const entries = tails.get(tenant)?.entries ?? [];
      const [first] = entries;
      if (first === undefined || first.position > position + 1) return null;
      const from = position + 1 - first.position;
      return from >= entries.length ? null : entries.slice(from, from + limit);
    },
  };
};

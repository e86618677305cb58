import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { textHash } from "#test/simulation/chance";
import type { Hosts } from "#test/simulation/hosts";
import type { Shard } from "#test/simulation/platform";
import type { Universe } from "#test/simulation/universe";

export const placeOf = ({ stream }: Commit, shards: number): number =>
  Math.abs(textHash(stream)) % shards;

type Parts = { readonly universe: Universe; readonly hosts: Hosts };

/** The process that folds ends, in the middle of whatever it does; the next one begins where its cursor stands then. */
export const stopFolding = (
  { universe: { tables, store, door }, hosts }: Parts,
  tenant: TenantId,
  shards: readonly Shard[],
): (() => void) => {
  const feed = store.feed(tenant);
  const cursor = `${tenant} project`;
  for (const shard of shards) Object.assign(shard, { isBusy: true, begun: shard.begun + 1 });
  for (const { running } of hosts.all)
    for (const one of Array.from(running))
      if (one.role === "project" && one.tenant === tenant) door.kill(one);
  tables.cursors.set(cursor, takenTogether(feed, shards));
  return () => {
    const before = feed.slice(0, tables.cursors.get(cursor) ?? 0);
    for (const [place, shard] of shards.entries()) {
      const own = before.filter(({ commit }) => placeOf(commit, shards.length) === place);
      Object.assign(shard, { isBusy: false, tries: 0, taken: own.length });
    }
  };
};

/** One process has one cursor, and it moves over what everybody has taken. */
const takenTogether = (
  feed: readonly { readonly commit: Commit }[],
  shards: readonly Shard[],
): number => {
  const counts = shards.map(() => 0);
  const open = feed.findIndex(({ commit }) => {
    const place = placeOf(commit, shards.length);
    const count = (counts[place] ?? 0) + 1;
    counts[place] = count;
    return count > (shards[place]?.taken ?? 0);
  });
  return open < 0 ? feed.length : open;
};

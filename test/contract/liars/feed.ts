import { setTimeout } from "node:timers/promises";
import type { FeedEntry } from "#core/ports/event-store";
import { feedContract, type FeedStage } from "#test/contract/feed";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { tenantB } from "#test/support/sample-commits";

const lie = lying<FeedStage>(({ store, feed }) => ({ store, feed }));

/** A twist of the entries that an honest feed gives. */
const giving =
  (twist: (entry: FeedEntry) => FeedEntry) =>
  ({ store, feed }: FeedStage): FeedStage => ({
    store,
    feed: {
      after: async (tenant, position, limit) =>
        (await feed.after(tenant, position, limit)).map(twist),
    },
  });

export const feedLiars = liarsOf(feedContract, [
  lie(
    "gives out positions when a write begins and shows them when it ends",
    ({ store, feed }) => {
      const visible: FeedEntry[] = [];
      let begun = 0;
      const append: typeof store.append = async (commit) => {
        begun += 1;
        const position = begun;
        await setTimeout((position * 7) % 5); // Some take longer than those that began after them.
        const outcome = await store.append(commit);
        const entries = await feed.after(commit.tenant, 0, 1_000);
        const written = entries.find(({ commit: { commandId } }) => commandId === commit.commandId);
        if (outcome === "appended" && written) visible.push({ position, commit: written.commit });
        return outcome;
      };
      return {
        store: { ...store, append },
        feed: {
          after: async (tenant, position, limit) =>
            visible
              .filter((entry) => entry.commit.tenant === tenant && entry.position > position)
              .toSorted((one, two) => one.position - two.position)
              .slice(0, limit),
        },
      };
    },
    "never lets a reader skip a commit while writers race",
    "spends no position on a refused or repeated commit",
  ),
  lie(
    "counts from 0",
    giving(({ position, commit }) => ({ position: position - 1, commit })),
    "gives every commit a position, 1, 2, 3, in the order of appending",
  ),
  lie(
    "begins at the beginning every time",
    ({ store, feed }) => ({
      store,
      feed: { after: (tenant, _, limit) => feed.after(tenant, 0, limit) },
    }),
    "gives what comes after a position, and no more than asked for",
  ),
  lie(
    "gives more than asked for",
    ({ store, feed }) => ({
      store,
      feed: { after: (tenant, position) => feed.after(tenant, position, 1_000) },
    }),
    "gives what comes after a position, and no more than asked for",
  ),
  lie(
    "gives each entry once",
    ({ store, feed }) => {
      let given = 0;
      const after: typeof feed.after = async (tenant, position, limit) => {
        const entries = await feed.after(tenant, Math.max(position, given), limit);
        given = entries.at(-1)?.position ?? given;
        return entries;
      };
      return { store, feed: { after } };
    },
    "gives the same answer when it is asked again",
  ),
  lie(
    "counts the tenants together",
    giving(({ position, commit }) => ({
      position: commit.tenant === tenantB ? position + 1 : position,
      commit,
    })),
    "counts for each tenant on its own",
  ),
  lie(
    "shows personal fields to every reader",
    ({ store, feed }) => ({
      store,
      feed: {
        after: async (tenant, position, limit) => {
          const entries = await feed.after(tenant, position, limit);
          const opened = entries.map(async (entry) => ({
            ...entry,
            commit: await store.open(entry.commit),
          }));
          return Promise.all(opened);
        },
      },
    }),
    "keeps personal fields sealed until the store opens them",
    "gives the commits as they were chained, so that anybody can verify them",
  ),
]);

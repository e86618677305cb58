import { expect, it } from "vitest";
import { feedOnce } from "#core/app/feed-once";
import type { Feed, FeedEntry } from "#core/ports/event-store";
import { chained } from "#core/kernel/chain";
import { newCommit, tenantA } from "#test/support/sample-commits";

const feedOf = (length: number) => {
  const asked: [number, number][] = [];
  const entries: FeedEntry[] = Array.from({ length }, (_, index) => ({
    position: index + 1,
    commit: chained(newCommit()),
  }));
  const feed: Feed = {
    after: async (_, position, limit) => {
      asked.push([position, limit]);
      return entries.slice(position, position + limit);
    },
  };
  return { asked, entries, after: feedOnce(feed, tenantA) };
};

it("reads what overlaps once, and answers as the feed does", async () => {
  const { asked, entries, after } = feedOf(10);
  for (const position of [0, 0, 2, 4, 7, 9, 10])
    expect(await after(position, 4)).toEqual(entries.slice(position, position + 4));
  expect(asked).toEqual([
    [0, 4],
    [4, 2],
    [6, 2],
    [8, 3],
    [10, 3],
    [10, 4],
  ]);
});

it("follows a reader who goes back, or far ahead", async () => {
  const { entries, after } = feedOf(10);
  for (const position of [5, 1, 8, 0])
    expect(await after(position, 3)).toEqual(entries.slice(position, position + 3));
});

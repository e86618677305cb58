import type { feedOnce } from "#core/app/feed-once";
import type { StreamName } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import type { FeedEntry } from "#core/ports/event-store";

/** From `from` until before `to`. */
export type Day = { readonly day: string; readonly from: Instant; readonly to: Instant };

/** The feed, and where in it the day may begin. */
export type Place = { readonly after: ReturnType<typeof feedOnce>; readonly position: number };

const slice = 200;
/** Commits of two streams may stand in the feed a little out of the order of their times. */
const disorderMs = 3_600_000;

/** The streams in which texts were planned on that day, as the feed tells them; in slices, so that others get their turn. */
export const streamsOfDay = async (
  { after, position: begin }: Place,
  { from, to }: Day,
): Promise<{ readonly streams: ReadonlySet<StreamName>; readonly nextDay: number }> => {
  const streams = new Set<StreamName>();
  let [position, nextDay] = [begin, begin];
  const surelyOver = plusMs(to, disorderMs);
  for (let isOver = false; !isOver; ) {
    const entries = await after(position, slice);
    for (const { commit } of entries) if (plansTexts(commit, from, to)) streams.add(commit.stream);
    nextDay = lastPositionBefore(entries, plusMs(to, -disorderMs)) ?? nextDay;
    position = entries.at(-1)?.position ?? position;
    isOver = entries.length < slice || entries.some(({ commit }) => commit.at > surelyOver);
  }
  return { streams, nextDay };
};

const lastPositionBefore = (entries: readonly FeedEntry[], moment: Instant): number | undefined =>
  entries.findLast(({ commit }) => commit.at < moment)?.position;

/** Only of visits: what is told to people of the business is asked for in other words. */
const plansTexts = ({ at, events }: Commit, from: Instant, to: Instant): boolean =>
  from <= at && at < to && events.some(({ type }) => type === "execution.requested");

import type { App } from "#core/app/app";
import { feedOnce } from "#core/app/feed-once";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import {
  type Fault,
  fatesIn,
  faultOf,
  noTexts,
  type Sums,
  withFate,
} from "#core/conservation/count";
import { conservationDecider, conservationStream } from "#core/conservation/decide";
import { as, derive, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { fromWall, type Instant, plusDays, plusMs, wallClock, type Zone } from "#core/kernel/time";
import type { FeedEntry } from "#core/ports/event-store";
import type { Views } from "#core/ports/views";
import { type PlannedTextRow, plannedTextsView } from "#core/views/planned-text-row";

/** The last day that was counted, as a number (`20260302`), and where in the feed the next one begins. */
const daysReader = "conservation-days";
const feedReader = "conservation";

/** After midnight, so that what was under way is over, and nobody else is busy. */
const countedAfterMs = 30 * 60_000;
const slice = 200;
/** Commits of two streams may stand in the feed a little out of the order of their times. */
const disorderMs = 3_600_000;

type Day = { readonly day: string; readonly from: Instant; readonly to: Instant };

/** After a longer silence the days are caught up a few at a time, so that others get their turn. */
const daysAtOnce = 7;

/**
 * Counts the texts of each day that is over, once: planned = sent + suppressed + failed + pending, from the
 * streams themselves, and held against the lists that people read. What does not add up is logged, measured
 * and becomes a person's task. Answers with the sums of the last day it has counted; `null` where there was
 * nothing to count (yet). A process that was down for some days counts those days as well; a new business
 * begins with yesterday.
 */
export const conserve = async (app: App, tenant: TenantId): Promise<Sums | null> => {
  const { zone } = await app.tenants.settings(tenant);
  const now = app.clock.now();
  // In this order: while another sweep counts too, the place in the feed is never beyond a day to be counted.
  let position = await app.cursors.position(tenant, feedReader);
  const last = await app.cursors.position(tenant, daysReader);
  const after = feedOnce(app.feed, tenant);
  let counted: Sums | null = null;
  for (const day of daysAfter(last, wallClock(now, zone).date).slice(0, daysAtOnce)) {
    const bounds = dayOf(day, zone);
    if (now < plusMs(bounds.to, countedAfterMs)) break;
    const { sums, nextDay } = await countDay(app, tenant, bounds, { after, position });
    counted = sums;
    position = nextDay;
    // In this order: whoever dies before the day is noted must find its commits again.
    await app.cursors.advance(tenant, daysReader, numberOf(day));
    await app.cursors.advance(tenant, feedReader, nextDay);
  }
  return counted;
};

/** The days after the one that was counted last, and before today. */
const daysAfter = (last: number, today: string): readonly string[] => {
  const days: string[] = [];
  for (let day = plusDays(today, -1); numberOf(day) > last; day = plusDays(day, -1)) {
    days.unshift(day);
    if (last === 0 || days.length > mostDaysBack) break;
  }
  return days;
};

/** Who comes back after longer than this begins with the latest. */
const mostDaysBack = 400;

const numberOf = (day: string): number => Number(day.replaceAll("-", ""));

export const dayOf = (day: string, zone: Zone): Day => ({
  day,
  from: fromWall(`${day}T00:00`, zone),
  to: fromWall(`${plusDays(day, 1)}T00:00`, zone),
});

/** The feed, and where in it the day may begin. */
type Place = { readonly after: ReturnType<typeof feedOnce>; readonly position: number };

type Counted = { readonly sums: Sums; readonly nextDay: number };

const countDay = async (app: App, tenant: TenantId, day: Day, place: Place): Promise<Counted> => {
  const rows = new Map<string, PlannedTextRow>();
  for await (const row of messagesOf(app.views, tenant, day)) rows.set(row.id, row);

  let sums = noTexts;
  let faults = 0;
  const { streams, nextDay } = await streamsOf(place, day);
  for (const stream of streams) {
    const { commits } = await app.store.readFacts(tenant, stream);
    const state = stateAfter(appointmentStreamDecider, commits);
    for (const fate of fatesIn(commits, day.from, day.to)) {
      const row = rows.get(fate.execution) ?? null;
      const fault = faultOf(fate, { state, row, now: app.clock.now() });
      if (fault !== null) complain(app, { tenant, stream, execution: fate.execution, why: fault });
      sums = withFate(sums, fate);
      faults += fault === null ? 0 : 1;
      rows.delete(fate.execution);
    }
  }
  // What is left over stands in the lists and in no stream.
  for (const { id } of rows.values())
    complain(app, { tenant, execution: id, why: "listed_differently" });
  await note(app, tenant, { ...sums, day: day.day, faults: faults + rows.size });
  return { sums, nextDay };
};

const complain = (
  { log, metrics }: Pick<App, "log" | "metrics">,
  text: { tenant: TenantId; stream?: StreamName; execution: string; why: Fault },
): void => {
  log.error("messages.unaccounted", text);
  metrics.count("messages.unaccounted", { why: text.why });
};

/** A day without texts leaves no commit: it would say nothing. */
const note = async (
  app: App,
  tenant: TenantId,
  counted: Sums & { readonly day: string; readonly faults: number },
): Promise<void> => {
  if (counted.planned === 0 && counted.faults === 0) return;
  const { day } = counted;
  await handleCommand(
    app,
    conservationDecider,
    {
      tenant,
      stream: conservationStream(day),
      commandId: as(`count:${day}`),
      cause: {
        correlationId: null,
        causationId: as(derive("conservation", day)),
        actor: { kind: "system", name: "sweeper" },
      },
      wish: { kind: "note_count", counted },
    },
    {},
  );
};

/** The streams in which texts were planned on that day, as the feed tells them; in slices, so that others get their turn. */
const streamsOf = async (
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

/** The rows of the texts that were planned between two moments (the second excluded), in that order. */
export async function* messagesOf(
  views: Views,
  tenant: TenantId,
  { from, to }: Pick<Day, "from" | "to">,
): AsyncGenerator<PlannedTextRow> {
  for (let place: string = from; ; ) {
    const range = {
      view: plannedTextsView,
      index: "index1",
      from: place,
      to,
      limit: slice,
    } as const;
    const items = await views.range(tenant, range);
    for (const { data } of items) yield data as PlannedTextRow;
    const last = items.at(-1)?.index1 ?? null;
    if (items.length < slice || last === null) return;
    place = `${last}~`;
  }
}

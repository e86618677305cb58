import type { App } from "#core/app/app";
import { complain, countStream } from "#core/app/count-stream";
import { feedOnce } from "#core/app/feed-once";
import { type Day, type Place, streamsOfDay } from "#core/app/streams-of-day";
import { handleCommand } from "#core/app/handle-command";
import { noTexts, type Sums, withFate } from "#core/conservation/count";
import { conservationDecider, conservationStream } from "#core/conservation/decide";
import { as, derive, type TenantId } from "#core/kernel/ids";
import { fromWall, plusDays, plusMs, wallClock, type Zone } from "#core/kernel/time";
import type { Views } from "#core/ports/views";
import { type PlannedTextRow, plannedTextsView } from "#core/views/planned-text-row";

/** The last day that was counted, as a number (`20260302`), and where in the feed the next one begins. */
const daysReader = "conservation-days";
const feedReader = "conservation";

/** After midnight, so that what was under way is over, and nobody else is busy. */
const countedAfterMs = 30 * 60_000;
const slice = 200;

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
  const today = wallClock(now, zone).date;
  const last = await lastCounted(app, tenant, today);
  const after = feedOnce(app.feed, tenant);
  let counted: Sums | null = null;
  for (const day of daysAfter(last, today).slice(0, daysAtOnce)) {
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

/** For a new business the day before yesterday, and that is noted: if its first counts fail, no day falls out of them. */
const lastCounted = async (
  { cursors }: Pick<App, "cursors">,
  tenant: TenantId,
  today: string,
): Promise<number> => {
  const last = await cursors.position(tenant, daysReader);
  if (last > 0) return last;
  const begin = numberOf(plusDays(today, -2));
  await cursors.advance(tenant, daysReader, begin);
  return begin;
};

/** The days after the one that was counted last, and before today. */
const daysAfter = (last: number, today: string): readonly string[] => {
  const days: string[] = [];
  for (let day = plusDays(today, -1); numberOf(day) > last; day = plusDays(day, -1)) {
    days.unshift(day);
    if (days.length > mostDaysBack) break;
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

type Counted = { readonly sums: Sums; readonly nextDay: number };

const countDay = async (app: App, tenant: TenantId, day: Day, place: Place): Promise<Counted> => {
  const listed = new Map<string, PlannedTextRow[]>();
  for await (const row of messagesOf(app.views, tenant, day))
    listed.set(row.stream, [...(listed.get(row.stream) ?? []), row]);

  let sums = noTexts;
  let faults = 0;
  const { streams, nextDay } = await streamsOfDay(place, day);
  for (const stream of streams) {
    const rows = listed.get(stream) ?? [];
    const counted = await countStream(app, { tenant, stream, day, rows });
    sums = counted.fates.reduce(withFate, sums);
    faults += counted.faults;
    listed.delete(stream);
  }
  // What is left over stands in the lists and in no stream.
  const unknown = [...listed.values()].flat();
  for (const { id } of unknown) complain(app, { tenant, execution: id, why: "listed_differently" });
  await note(app, tenant, { ...sums, day: day.day, faults: faults + unknown.length });
  return { sums, nextDay };
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

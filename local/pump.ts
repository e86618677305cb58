import { isFolderAtFault } from "#adapters/local/data-unusable";
import type { App } from "#core/app/app";
import { executionsQueue } from "#core/app/react";
import type { TenantId } from "#core/kernel/ids";
import { earliest, type Instant } from "#core/kernel/time";
import type { FeedEntry } from "#core/ports/event-store";
import type { Delivery, WatchedQueues } from "#core/ports/queues";
import type { Timer, WatchedTimers } from "#core/ports/timers";
import type { Lane } from "#local/lane";
import { givenBackTo, park, type PutBack, type Reader, retake } from "#local/parked";

/** What the pump sets in motion, and the other clockworks that it keeps going. */
export type Works = {
  readonly app: App & { readonly queues: WatchedQueues; readonly timers: WatchedTimers };
  readonly tenants: () => readonly TenantId[];
  /** How much may be taken on at once just now. */
  readonly slice: () => number;
  readonly react: Reader;
  readonly project: Reader;
  readonly putBack: PutBack;
  readonly onTimer: (timer: Timer) => Promise<void>;
  readonly onExecution: (delivery: Delivery) => Promise<void>;
  /** Texts that a language model is to read: a model may take seconds, and no reminder waits for it. */
  readonly classifications: Pick<Lane, "fill">;
  /** The outboxes of the sandbox's providers, where there are any. */
  readonly outside: readonly Outbox[];
};

/** What a provider owes us: its webhooks. */
type Outbox = {
  readonly next: () => Instant | null;
  /** Sends about `atMost` of what is due, and answers how many were sent. */
  readonly runDue: (now: Instant, atMost: number) => Promise<number>;
};

/**
 * One round of work: what the feed brings, what the clock has made due, what the queues hold. Answers how
 * much it did; when that is nothing, nothing is left to do now. What the sandbox carrier reports, and then
 * the read models, wait until nothing more urgent is left: a list may be a moment old, a reminder may not
 * be late.
 */
export const createRound = (works: Works): (() => Promise<number>) => {
  const failures = new Map<string, number>();
  const urgent = async (): Promise<number> => {
    const now = works.app.clock.now();
    const counts = [
      await readFeeds(works, failures, { ...works.react, slices: commitsOfAText }),
      await ring(works, now),
      await workOff(works, now, executionsQueue, works.onExecution),
      await works.classifications.fill(),
      await readAgain(works, now),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  };
  return async () =>
    (await urgent()) ||
    (await tellOutside(works)) ||
    (await readFeeds(works, failures, { ...works.project, slices: commitsOfAText }));
};

/**
 * A text on its way writes up to four commits: due, intended, sent, and what the carrier reports. A round
 * that reads fewer of them than it causes rings ever more timers before the first text has gone, and by
 * then its stream is no longer in memory.
 */
const commitsOfAText = 4;

/** When the next thing will be due by itself. */
export const nextDue = async ({ app, outside }: Works): Promise<Instant | null> =>
  earliest([await app.timers.next(), await app.queues.next(), ...outside.map((one) => one.next())]);

/** No more at once than anything else: each of these is a webhook at one of our own doors. */
const tellOutside = async ({ app, outside, slice }: Works): Promise<number> => {
  let told = 0;
  for (const one of outside) told += await one.runDue(app.clock.now(), slice());
  return told;
};

/** What was put aside, and has been given back by a person. */
const readAgain = async (works: Works, now: Instant): Promise<number> => {
  let read = 0;
  for (const reader of [works.react, works.project])
    read += await workOff(
      works,
      now,
      givenBackTo(reader),
      retake(works.app, reader, works.putBack),
    );
  return read;
};

const readFeeds = async (
  works: Works,
  failures: Map<string, number>,
  { slices, ...reader }: Reader & { readonly slices: number },
): Promise<number> => {
  let read = 0;
  for (const tenant of works.tenants()) {
    const slice = works.slice() * slices;
    read += await readFeed(works.app, failures, { tenant, slice, ...reader });
  }
  return read;
};

/** Streams side by side, each in its order; the cursor moves only over what has been taken. */
const readFeed = async (
  app: App,
  failures: Map<string, number>,
  { tenant, slice, name, take }: Reader & { readonly tenant: TenantId; readonly slice: number },
): Promise<number> => {
  const from = await app.cursors.position(tenant, name);
  const entries = await app.feed.after(tenant, from, slice);
  const last = entries.at(-1);
  if (last === undefined) return 0;

  const failed: FeedEntry[] = [];
  const errors: unknown[] = [];
  await Promise.all(
    [...byStream(entries).values()].map(async (own) => {
      try {
        await take(own.map(({ commit }) => commit));
      } catch (error) {
        const { stream } = own[0]?.commit ?? {};
        app.log.error("feed.failed", { reader: name, why: nameOf(error), stream });
        failed.push(...own);
        errors.push(error);
      }
    }),
  );
  endRoundFor(errors);
  const parked = await park(app, failures, { reader: name, failed });
  const stuck = failed.filter((entry) => !parked.has(entry)).map(({ position }) => position);
  const position = Math.min(last.position, ...stuck.map((one) => one - 1));
  if (position > from) await app.cursors.advance(tenant, name, position);
  return position - from;
};

const ring = async ({ app, onTimer, slice }: Works, now: Instant): Promise<number> => {
  const due = await app.timers.due(now, slice());
  const results = await Promise.allSettled(due.map(onTimer));
  return countOf(app, "timer.failed", results);
};

const workOff = async (
  { app, slice }: Works,
  now: Instant,
  ...[queue, take]: [string, (delivery: Delivery) => Promise<void>]
): Promise<number> => {
  const deliveries = await app.queues.receive(queue, now, slice());
  const results = await Promise.allSettled(deliveries.map(take));
  return countOf(app, "queue.failed", results);
};

/** What failed stays due and comes again; only what went well counts as progress. */
const countOf = (
  app: App,
  event: string,
  results: readonly PromiseSettledResult<void>[],
): number => {
  const failed = results.filter((result) => result.status === "rejected");
  for (const { reason } of failed) app.log.error(event, { why: nameOf(reason) });
  endRoundFor(failed.map(({ reason }) => reason as unknown));
  return results.length - failed.length;
};

/**
 * Where the data folder itself fails (a full disk), no commit is at fault: no try is counted against it, and
 * the round ends, so that the next begins after a breath. A damaged page is another thing: it stops its own
 * stream only.
 */
const endRoundFor = (errors: readonly unknown[]): void => {
  const ofTheFolder = errors.find(isFolderAtFault);
  if (ofTheFolder !== undefined) throw ofTheFolder;
};

const byStream = (entries: readonly FeedEntry[]): ReadonlyMap<string, readonly FeedEntry[]> => {
  const streams = new Map<string, FeedEntry[]>();
  for (const entry of entries) {
    const own = streams.get(entry.commit.stream);
    if (own === undefined) streams.set(entry.commit.stream, [entry]);
    else own.push(entry);
  }
  return streams;
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

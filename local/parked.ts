import { isFolderAtFault } from "#adapters/local/data-unusable";
import type { App } from "#core/app/app";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import type { FeedEntry } from "#core/ports/event-store";
import type { Delivery } from "#core/ports/queues";

/** A reader of the feed: takes the commits of one stream, in their order. */
export type Reader = {
  readonly name: string;
  readonly take: (commits: readonly Commit[]) => Promise<void>;
};

export const triesOfACommit = 5;
const againMs = 10_000;

/** Commits that cannot be taken after some tries are put aside where people look, so that others go on. */
export const park = async (
  app: App,
  failures: Map<string, number>,
  { reader, failed }: { readonly reader: string; readonly failed: readonly FeedEntry[] },
): Promise<ReadonlySet<FeedEntry>> => {
  const parked = new Set<FeedEntry>();
  for (const entry of failed) {
    const { position, commit } = entry;
    const { tenant, stream, version } = commit;
    const key = `${reader} ${tenant} ${position}`;
    const tries = (failures.get(key) ?? 0) + 1;
    failures.set(key, tries);
    if (tries < triesOfACommit) continue;
    await app.queues.send(
      { tenant, queue: `parked-${reader}`, body: { stream, version, position } },
      app.clock.now(),
    );
    app.log.error("feed.parked", { reader, stream, version });
    failures.delete(key);
    parked.add(entry);
  }
  return parked;
};

/** The queue of parked commits that somebody has given back. */
export const givenBackTo = ({ name }: Reader): string => givenBackQueue(`parked-${name}`);

/** Where a dead letter goes when somebody gives it back: a worker's message to the queue that it came from. */
export const givenBackQueue = (queue: string): string => queue.replace(/^parked-/, "given-back-");

/** Gives a message back to its queue as if it had not been received. */
export type PutBack = (delivery: Delivery, at: Instant) => Promise<void>;

/**
 * Takes once more what was put aside. What fails again comes again, a few times, and is a dead letter after that,
 * whose reason is the error's name. No try counts where the data folder itself fails.
 */
export const retake =
  ({ feed, queues, clock, log }: App, { name, take }: Reader, putBack: PutBack) =>
  async (delivery: Delivery): Promise<void> => {
    const { position, stream } = delivery.body as { position: number; stream: string };
    try {
      const [entry] = await feed.after(delivery.tenant, position - 1, 1);
      if (entry === undefined || entry.position !== position)
        throw new RangeError("There is no such commit");
      await take([entry.commit]);
    } catch (error) {
      const why = error instanceof Error ? error.name : "unknown";
      log.error("feed.failed", { reader: name, why, stream });
      const again = plusMs(clock.now(), againMs);
      if (!isFolderAtFault(error)) return queues.release(delivery, again, why);
      // Such a folder may not take this either: then the try counts, as if the process had died meanwhile.
      await putBack(delivery, again).catch(() => undefined);
      throw error;
    }
    return queues.acknowledge(delivery);
  };

import { isFolderAtFault } from "#adapters/local/data-unusable";
import type { Database } from "#adapters/local/database";
import type { App } from "#core/app/app";
import type { Json } from "#core/kernel/canonical";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type { FeedEntry } from "#core/ports/event-store";
import type { Delivery } from "#core/ports/queues";
import type { DeadLetter, DeadLetters } from "#functions/dead-letters";

/** A reader of the feed: takes the commits of one stream, in their order. */
export type Reader = {
  readonly name: string;
  readonly take: (commits: readonly Commit[]) => Promise<void>;
};

const triesOfACommit = 5;
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
export const givenBackTo = ({ name }: Reader): string => `given-back-${name}`;

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

/**
 * What was put aside in this folder, in one list: messages whose attempts are used up, and parked commits.
 * A letter keeps its number on its way there and back.
 */
export const deadLettersOf = (db: Database, clock: Clock): DeadLetters => ({
  list: async (tenant) =>
    db.all<Row>(selectLetters, tenant, tenant).map(
      ({ id, body, ...row }): DeadLetter => ({
        id: String(id),
        ...row,
        body: JSON.parse(body) as Json,
      }),
    ),
  replay: async (tenant, id) => db.commit(() => replayNow(db, { tenant, id, now: clock.now() })),
});

type Row = Omit<DeadLetter, "id" | "body"> & { readonly id: number; readonly body: string };

const replayNow = (
  db: Database,
  { tenant, id, now }: { readonly tenant: string; readonly id: string; readonly now: Instant },
): boolean => {
  if (!/^[1-9]\d{0,14}$/.test(id)) return false;
  if (db.run(insertAgain, now, tenant, Number(id)) === 0)
    return db.run(giveBack, now, tenant, Number(id)) > 0;
  return db.run("DELETE FROM dead_letters WHERE id = ?", Number(id)) > 0;
};

const selectLetters = `
  SELECT id, queue, body, attempts, why FROM dead_letters WHERE tenant = ?
  UNION ALL
  SELECT id, queue, body, ${triesOfACommit}, 'commit_not_taken' FROM messages
    WHERE tenant = ? AND queue LIKE 'parked-%'
  ORDER BY id`;
const insertAgain = `
  INSERT INTO messages (id, tenant, queue, body, visible_at, attempts)
  SELECT id, tenant, queue, body, ?, 0 FROM dead_letters WHERE tenant = ? AND id = ?`;
const giveBack = `
  UPDATE messages SET queue = 'given-back-' || substr(queue, 8), visible_at = ?, attempts = 0
  WHERE tenant = ? AND id = ? AND queue LIKE 'parked-%'`;

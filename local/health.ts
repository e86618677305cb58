import { createBreakers } from "#adapters/local/breakers";
import type { Database } from "#adapters/local/database";
import type { Cursors } from "#core/ports/cursors";
import type { Clock } from "#core/ports/clock";
import { epochMs, type Instant } from "#core/kernel/time";
import type { DependencyHealth, Health } from "#functions/http/health";
import { manifest } from "#manifest";
import { tenant } from "#local/seed";

type Parts = {
  readonly db: Database;
  readonly cursors: Cursors;
  readonly clock: Clock;
  readonly chains: { readonly fault: () => string | null };
  readonly carrier: { readonly due: (now: Instant) => number } | null;
};

/** A reader of the feed that is further behind than this is not keeping up. */
const behindCommits = 10_000;
const overdueMs = 5 * 60_000;

/** Asks every dependency now: a write to the disk, the readers' lag, the timers' lag, what was put aside. */
export const healthOf = (parts: Parts): Health => {
  const { db, clock, carrier } = parts;
  return async () => [
    await asked("store", () => writable(db)),
    await asked("chains", async () => ({ lag: null, why: parts.chains.fault() })),
    ...(await Promise.all(
      manifest.streams.map(({ reader }) => asked(`feed:${reader}`, () => feedLag(parts, reader))),
    )),
    await asked("timers", async () => timerLag(db, clock)),
    await asked("parked", async () => parked(db)),
    await providers(parts),
    ...(carrier === null
      ? []
      : [await asked("carrier", async () => ({ lag: carrier.due(clock.now()), why: null }))]),
  ];
};

type Answer = { readonly lag: number | null; readonly why: string | null };

const asked = async (name: string, ask: () => Promise<Answer>): Promise<DependencyHealth> => {
  try {
    const { lag, why } = await ask();
    return { name, isReady: why === null, lag, why };
  } catch (error) {
    return {
      name,
      isReady: false,
      lag: null,
      why: error instanceof Error ? error.name : "unknown",
    };
  }
};

/** How many do not answer, and which. No reason to send us no more webhooks: what they have to do waits. */
const providers = async ({ db }: Parts): Promise<DependencyHealth> => {
  const down = await createBreakers(db).notClosed(tenant);
  const why = down.length === 0 ? null : `down: ${down.map(({ provider }) => provider).join(", ")}`;
  return { name: "providers", isReady: true, lag: down.length, why };
};

/** A real write, rolled into the next group commit: a full disk or a lost mount shows here. */
const writable = async (db: Database): Promise<Answer> => {
  await db.write(() => db.run("INSERT OR REPLACE INTO cursors VALUES ('#health', 'probe', 0)"));
  return { lag: null, why: null };
};

const feedLag = async ({ db, cursors }: Parts, reader: string): Promise<Answer> => {
  const head = db.get<{ position: number | null }>(
    "SELECT max(position) AS position FROM commits WHERE tenant = ?",
    tenant,
  );
  const lag = (head?.position ?? 0) - (await cursors.position(tenant, reader));
  return { lag, why: lag > behindCommits ? "behind" : null };
};

const timerLag = async (db: Database, clock: Clock): Promise<Answer> => {
  const first = db.get<{ at: Instant | null }>(
    "SELECT min(at) AS at FROM timers WHERE at IS NOT NULL",
  );
  const at = first?.at ?? null;
  const lag = at === null ? 0 : Math.max(0, epochMs(clock.now()) - epochMs(at));
  return { lag, why: lag > overdueMs ? "overdue" : null };
};

const parked = async (db: Database): Promise<Answer> => {
  const dead = db.get<{ count: number }>("SELECT count(*) AS count FROM dead_letters");
  const aside = db.get<{ count: number }>(
    "SELECT count(*) AS count FROM messages WHERE queue LIKE 'parked-%'",
  );
  const lag = (dead?.count ?? 0) + (aside?.count ?? 0);
  return { lag, why: lag > 0 ? "look_at_dead_letters" : null };
};

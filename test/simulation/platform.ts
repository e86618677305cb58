import { executionsQueue, classificationsQueue } from "#core/app/react";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Timer } from "#core/ports/timers";
import { create as classify } from "#functions/queues/classify";
import { create as execute } from "#functions/queues/execute";
import { create as project } from "#functions/streams/project";
import { create as react } from "#functions/streams/react";
import { create as nightlyRisk } from "#functions/timers/nightly-risk";
import { create as sweep } from "#functions/timers/sweep";
import { create as wake } from "#functions/timers/wake";
import type { Deps } from "#functions/deps";
import { between, type Dice } from "#test/simulation/chance";
import { placeOf, stopFolding } from "#test/simulation/folding";
import type { Hosts } from "#test/simulation/hosts";
import {
  type DeadLetter,
  type Message,
  mostAttempts,
  visibilityMs,
} from "#test/simulation/ports/queues";
import { isPlanned, msUntil } from "#test/simulation/ports/timers";
import type { Universe } from "#test/simulation/universe";

const shardsOfATenant = 2;
const mostOfABatch = 10;
const triesOfABatch = 5;

type Reader = "react" | "project";
export type Shard = {
  readonly tenant: TenantId;
  readonly reader: Reader;
  readonly commits: Commit[];
  taken: number;
  tries: number;
  isBusy: boolean;
  /** How often its reader has begun anew: who was called before knows nothing of that. */
  begun: number;
};

/** How far a reader has got in a shard, whoever's commits stand there. */
export type Read = {
  readonly tenant: string;
  readonly reader: Reader;
  readonly commits: readonly unknown[];
  readonly taken: number;
};

export type Platform = {
  readonly shards: readonly Read[];
  /** Gives dead letters back to their queues, and parked commits to the reader that could not take them. */
  readonly giveBack: (letters: readonly DeadLetter[]) => void;
  readonly sweepAll: () => void;
  /**
   * Ends whoever folds the lists of a business, as the process ends that a rebuild wants stopped; what it answers lets
   * him go on from where his cursor stands then.
   */
  readonly stopFolding: (tenant: TenantId) => () => void;
};

/** What a cloud does around the functions: feeds, queues, timers, each at least once and never quite in time. */
export const createPlatform = (universe: Universe, hosts: Hosts): Platform => {
  const { world } = universe;
  const shards = universe.tenants.flatMap(({ id: tenant }) =>
    (["react", "project"] as const).flatMap((reader) =>
      Array.from(
        { length: shardsOfATenant },
        (): Shard => ({ tenant, reader, commits: [], taken: 0, tries: 0, isBusy: false, begun: 0 }),
      ),
    ),
  );
  const dice = world.chance.dice("platform");
  const parts = { universe, hosts, dice };

  const byTenant = new Map(
    universe.tenants.map(({ id }) => [id, shards.filter(({ tenant }) => tenant === id)]),
  );
  universe.store.watch((commit) => {
    const place = placeOf(commit, shardsOfATenant);
    for (const [index, shard] of (byTenant.get(commit.tenant) ?? []).entries()) {
      if (index % shardsOfATenant !== place) continue;
      shard.commits.push(commit);
      lookSoon(parts, shard);
    }
  });
  universe.queues.onVisible = (message) => bringSoon(parts, message);
  universe.timers.onPlanned = (timer, was, isAgain) => {
    // It rings by true time: whoever is behind it asks again, and is not asked in return at once.
    if (isAgain)
      world.plan(Math.max(ringAgainMs, msUntil(world, timer)), () => ringUntilDone(parts, timer));
    else ringAt(parts, timer, was);
  };

  return {
    shards,
    giveBack: (letters) => giveBack(parts, shards, letters),
    stopFolding: (tenant) => {
      const own = shards.filter((one) => one.tenant === tenant && one.reader === "project");
      const goOn = stopFolding(parts, tenant, own);
      return () => {
        goOn();
        for (const shard of own) if (shard.taken < shard.commits.length) lookSoon(parts, shard);
      };
    },
    sweepAll: () => {
      for (const { id } of universe.tenants) {
        hosts.invoke(
          { role: "sweep", tenant: id, timeoutMs: 900_000 },
          (deps) => sweep(deps)(id),
          ({ kind }) => void (kind === "done" && universe.watch?.onSwept(id)),
        );
        hosts.invoke({ role: "night", tenant: id, timeoutMs: 900_000 }, (deps) =>
          nightlyRisk(deps)(id),
        );
      }
    },
  };
};

type Parts = { readonly universe: Universe; readonly hosts: Hosts; readonly dice: Dice };

const lookSoon = (parts: Parts, shard: Shard): void => {
  if (shard.isBusy) return;
  shard.isBusy = true;
  const { world } = parts.universe;
  const isLate = world.strikes("feed.late");
  const lagMs = isLate ? parts.dice() ** 2 * 8 * 3_600_000 : 50 + parts.dice() * 500;
  deliverIn(parts, shard, lagMs);
};

const deliverIn = (parts: Parts, shard: Shard, inMs: number): void => {
  const { begun } = shard;
  parts.universe.world.plan(inMs, () => {
    if (shard.begun === begun) deliver(parts, shard);
  });
};

const deliver = (parts: Parts, shard: Shard): void => {
  const { universe, dice } = parts;
  const { world } = universe;
  const { begun } = shard;
  const until = Math.min(shard.commits.length, shard.taken + between(dice, 1, mostOfABatch + 1));
  const batch = shard.commits.slice(shard.taken, until);
  takeBatch(parts, shard, batch, (failed) => {
    if (shard.begun === begun) goOn(parts, shard, { batch, until, failed });
  });
  if (world.strikes("feed.twice"))
    world.plan(dice() * 48 * 3_600_000, () => {
      if (shard.begun === begun) takeBatch(parts, shard, batch, () => {});
    });
};

type Taken = {
  readonly batch: readonly Commit[];
  readonly until: number;
  readonly failed: ReadonlySet<string>;
};

const goOn = (parts: Parts, shard: Shard, { batch, until, failed }: Taken): void => {
  const { universe } = parts;
  const isTaken = failed.size === 0;
  shard.tries = isTaken ? 0 : shard.tries + 1;
  if (isTaken && !universe.world.strikes("feed.not_checkpointed")) shard.taken = until;
  else if (shard.tries >= triesOfABatch) {
    const own = batch.filter(({ stream }) => failed.has(stream));
    for (const commit of own) park(universe, shard.reader, commit);
    Object.assign(shard, { taken: until, tries: 0 });
  }
  shard.isBusy = shard.taken < shard.commits.length;
  if (shard.isBusy) deliverIn(parts, shard, isTaken ? 50 : 1_000 * 4 ** shard.tries);
};

/** The streams of a batch side by side, each in its order. */
const takeBatch = (
  { hosts }: Parts,
  { tenant, reader }: Shard,
  batch: readonly Commit[],
  then: (failed: ReadonlySet<string>) => void,
): void => {
  const streams = new Map<StreamName, Commit[]>();
  for (const commit of batch) {
    const own = streams.get(commit.stream);
    if (own === undefined) streams.set(commit.stream, [commit]);
    else own.push(commit);
  }
  hosts.invoke(
    { role: reader, tenant },
    async (deps) => {
      const take = reader === "react" ? react(deps) : project(deps);
      const taken = await Promise.allSettled([...streams.values()].map((own) => take(own)));
      const names = [...streams.keys()];
      return new Set(names.filter((_, index) => taken[index]?.status !== "fulfilled"));
    },
    (ended) => then(ended.kind === "done" ? ended.value : new Set(streams.keys())),
  );
};

/** As the pump does: put aside where people look, so that others go on. */
const park = (
  { queues, world }: Universe,
  reader: Reader,
  { tenant, stream, version }: Commit,
): void => {
  const letter = {
    tenant,
    queue: `parked-${reader}`,
    body: { stream, version },
    why: "failed",
    attempts: triesOfABatch,
  };
  queues.dead.push(letter);
  queues.buried.push(letter);
  world.count("parked commits");
};

const roleOf: Readonly<Record<string, { readonly role: string; readonly on: Worker }>> = {
  [executionsQueue]: { role: "execute", on: execute },
  [classificationsQueue]: { role: "classify", on: classify },
};
type Worker = (
  deps: Deps,
) => (delivery: Parameters<ReturnType<typeof execute>>[0]) => Promise<void>;

const bringSoon = (parts: Parts, message: Message): void => {
  const { world } = parts.universe;
  const waitMs = message.visibleMs - world.nowMs();
  const lateMs = world.strikes("queue.late")
    ? parts.dice() ** 2 * 3 * 3_600_000
    : parts.dice() * 300;
  world.plan(waitMs + lateMs, () => bring(parts, message));
};

const bring = (parts: Parts, message: Message): void => {
  const { universe, hosts, dice } = parts;
  const { world, queues } = universe;
  if (message.isGone || message.visibleMs > world.nowMs()) return;
  if (message.attempts >= mostAttempts) return queues.bury(message, "receiver_never_answered");
  message.attempts += 1;
  message.visibleMs = world.nowMs() + visibilityMs;
  const { tenant, queue, body, attempts, id } = message;
  const delivery = { tenant, queue, body, receipt: `${id}.${attempts}`, attempt: attempts };
  const known = roleOf[queue];
  if (known === undefined) return queues.bury(message, "nobody_reads_this_queue");
  const run = (): void =>
    hosts.invoke({ role: known.role, tenant, timeoutMs: 60_000 }, (deps) =>
      known.on(deps)(delivery),
    );
  run();
  if (world.strikes("queue.twice")) run();
  const again = world.strikes("queue.again_while_running");
  if (again) world.plan(dice() * 5_000, run);
  world.plan(visibilityMs + 1, () => bring(parts, message));
};

const ringAgainMs = 60_000;

const ringAt = (parts: Parts, timer: Timer, was: Timer | null): void => {
  const { universe, dice } = parts;
  const { world } = universe;
  if (was !== null && world.strikes("timer.after_deletion"))
    world.plan(msUntil(world, was) + dice() * 60_000, () => ring(parts, was));
  if (world.strikes("timer.lost")) return;
  const lateMs = world.strikes("timer.late") ? dice() ** 2 * 6 * 3_600_000 : dice() * 1_000;
  world.plan(msUntil(world, timer) + lateMs, () => ringUntilDone(parts, timer));
  if (world.strikes("timer.twice"))
    world.plan(msUntil(world, timer) + dice() * 300_000, () => ring(parts, timer));
};

/** It comes again until it is finished or replaced. */
const ringUntilDone = (parts: Parts, timer: Timer): void => {
  if (!isPlanned(parts.universe.timers, timer)) return;
  ring(parts, timer);
  parts.universe.world.plan(ringAgainMs, () => ringUntilDone(parts, timer));
};

const ring = ({ hosts }: Parts, timer: Timer): void =>
  hosts.invoke({ role: "wake", tenant: timer.tenant }, (deps) => wake(deps)(timer));

const giveBack = (parts: Parts, shards: readonly Shard[], letters: readonly DeadLetter[]): void => {
  const { queues, world } = parts.universe;
  for (const letter of letters) {
    const { tenant, queue, body } = letter;
    if (queue.startsWith("parked-")) retake(parts, shards, letter);
    else queues.add({ tenant, queue, body }, world.nowMs());
  }
};

/** It stays where it was put if it cannot be taken this time either. */
const retake = (parts: Parts, shards: readonly Shard[], letter: DeadLetter): void => {
  const { stream, version } = letter.body as { readonly stream: string; readonly version: number };
  for (const shard of shards) {
    if (shard.tenant !== letter.tenant || letter.queue !== `parked-${shard.reader}`) continue;
    const own = shard.commits.filter((one) => one.stream === stream && one.version === version);
    if (own.length === 0) continue;
    parts.universe.world.count("commits given back");
    takeBatch(parts, shard, own, (failed) => {
      if (failed.size > 0) parts.universe.queues.dead.push(letter);
    });
  }
};

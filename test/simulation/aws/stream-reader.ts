import { commitFrom } from "#adapters/aws/event-store";
import type { TenantId } from "#core/kernel/ids";
import type { BatchResult } from "#functions/aws-shapes";
import { between } from "#test/simulation/chance";
import type { Ended } from "#test/simulation/hosts";
import { putAside } from "#test/simulation/aws/put-aside";
import type { AwsParts } from "#test/simulation/aws/parts";
import { type Kept, recordOf, spelled, type StreamShard } from "#test/simulation/aws/streams";
import { streamEvent } from "#test/support/aws-events";

export type Reader = "react" | "project";

/** What one reader has of one shard: its event source. */
export type Source = {
  readonly reader: Reader;
  readonly shard: StreamShard;
  readonly tenant: string;
  readonly commits: readonly Kept[];
  taken: number;
  /** What is being worked on now: nothing may come in between. */
  until: number;
  tries: number;
  size: number;
  isBusy: boolean;
};

const mostInABatch = 10;

export const sourceOf = (reader: Reader, shard: StreamShard): Source => ({
  reader,
  shard,
  tenant: shard.id,
  commits: shard.kept,
  taken: 0,
  until: 0,
  tries: 0,
  size: mostInABatch,
  isBusy: false,
});

export const lookSoon = (parts: AwsParts, source: Source): void => {
  if (source.isBusy) return;
  source.isBusy = true;
  const { world } = parts.universe;
  const isLate = world.strikes("feed.late");
  const lagMs = isLate ? parts.dice() ** 2 * 8 * 3_600_000 : 50 + parts.dice() * 500;
  world.plan(lagMs, () => deliver(parts, source));
};

const deliver = (parts: AwsParts, source: Source): void => {
  const { universe, dice } = parts;
  const { world } = universe;
  const { taken, commits, size } = source;
  source.until = Math.min(commits.length, taken + between(dice, 1, size + 1));
  const batch = commits.slice(taken, source.until);
  takeBatch(parts, source, batch, (ended) => {
    const done = doneIn(batch, ended);
    const isWhole = done === batch.length;
    if (isWhole && world.strikes("feed.not_checkpointed")) again(parts, source, 50);
    else settle(parts, source, { batch, done });
  });
  if (world.strikes("feed.twice"))
    world.plan(dice() * 48 * 3_600_000, () => takeBatch(parts, source, batch, () => {}));
};

type Settled = { readonly batch: readonly Kept[]; readonly done: number };

/** Checkpoints before the first that failed; what fails again and again comes in halves, and is put aside at last. */
const settle = (parts: AwsParts, source: Source, { batch, done }: Settled): void => {
  const isWhole = done === batch.length;
  source.taken += done;
  source.tries = done > 0 ? 0 : source.tries + 1;
  source.size = isWhole ? mostInABatch : Math.max(1, Math.floor(batch.length / 2));
  const failed = batch.slice(done);
  if (!isWhole && isGivenUp(parts, source, failed)) {
    putAside(parts, source, failed);
    source.taken += failed.length;
    source.tries = 0;
  }
  again(parts, source, isWhole ? 50 : 1_000 * 2 ** Math.min(6, source.tries));
};

const again = (parts: AwsParts, source: Source, inMs: number): void => {
  source.until = source.taken;
  source.isBusy = source.taken < source.commits.length;
  if (source.isBusy) parts.universe.world.plan(inMs, () => deliver(parts, source));
};

const mostTriesOfAList = 5;
const mostAgeMs = 12 * 3_600_000;

/** As the stacks have it: a list gives up after some tries, the other not before half a day. */
const isGivenUp = (
  { universe: { world } }: AwsParts,
  { reader, tries, size }: Source,
  [first]: readonly Kept[],
): boolean => {
  if (world.nowMs() - (first?.atMs ?? 0) > mostAgeMs) return true;
  return reader === "project" && size === 1 && tries > mostTriesOfAList;
};

const doneIn = (batch: readonly Kept[], ended: Ended<BatchResult>): number => {
  if (ended.kind !== "done") return 0;
  const first = ended.value.batchItemFailures[0]?.itemIdentifier;
  if (first === undefined) return batch.length;
  return Math.max(
    0,
    batch.findIndex(({ sequence }) => spelled(sequence) === first),
  );
};

const takeBatch = (
  { hosts, cloud }: AwsParts,
  { reader }: Source,
  batch: readonly Kept[],
  then: (ended: Ended<BatchResult>) => void,
): void =>
  hosts.invoke(
    {
      role: reader,
      tenant: soleTenant(batch),
      timeoutMs: 60_000,
      // Whoever folds lists anew beside it relies on that.
      endsInTime: reader === "project",
    },
    async () => (await cloud.call(reader, streamEvent(batch.map(recordOf)))) as BatchResult,
    then,
  );

/** A batch may be of several businesses; then whoever takes it works for none of them in particular. */
const soleTenant = (batch: readonly Kept[]): TenantId | null => {
  const tenants = new Set(batch.map(({ item }) => commitFrom(item).tenant));
  return tenants.size === 1 ? ([...tenants][0] ?? null) : null;
};

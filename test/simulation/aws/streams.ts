import type { StreamRecord } from "#adapters/aws/stream-records";
import { textHash } from "#test/simulation/chance";
import { type Item, refused } from "#test/simulation/aws/values";
import type { World } from "#test/simulation/world";

export type Kept = { readonly sequence: number; readonly atMs: number; readonly item: Item };

/** A part of the table's stream. When it splits, what comes later stands in its child. */
export type StreamShard = { readonly id: string; readonly kept: Kept[]; child: StreamShard | null };

export type Streams = {
  readonly shards: readonly StreamShard[];
  readonly push: (item: Item) => { readonly shard: StreamShard; readonly record: Kept };
  readonly split: (shard: StreamShard) => StreamShard;
  /** The API of streams, as far as we ask it. */
  readonly ask: (action: string, input: object) => object;
};

const shardsAtFirst = 3;
const keptMs = 24 * 3_600_000;

/** The stream of the table of commits: records in shards, by their partition, for a day. */
export const createStreams = (world: World): Streams => {
  const shards: StreamShard[] = [];
  let sequence = 0;
  const open = (): StreamShard => {
    const shard = { id: `shardId-${shards.length}`, kept: [], child: null };
    shards.push(shard);
    return shard;
  };
  for (let index = 0; index < shardsAtFirst; index += 1) open();
  const dice = world.chance.dice("streams");
  return {
    shards,
    push: (item) => {
      const place = Math.abs(textHash(item["pk"]?.S ?? "")) % shardsAtFirst;
      let shard = shards[place] as StreamShard;
      while (shard.child !== null) shard = shard.child;
      sequence += 100;
      const record = { sequence, atMs: world.nowMs(), item };
      shard.kept.push(record);
      return { shard, record };
    },
    split: (shard) => {
      shard.child = open();
      return shard.child;
    },
    ask: (action, input) => {
      if (action === "GetShardIterator") return begun(world, shards, input as Place);
      const { ShardIterator: iterator } = input as { readonly ShardIterator: string };
      return recordsAt(shards, iterator, 1 + Math.floor(dice() * 5));
    },
  };
};

type Place = { readonly ShardId: string; readonly SequenceNumber: string };

const begun = (
  world: World,
  shards: readonly StreamShard[],
  { ShardId: id, SequenceNumber: from }: Place,
): object => {
  const shard = shards.find((one) => one.id === id);
  if (shard === undefined) throw refused("ResourceNotFoundException", "No such shard");
  const index = shard.kept.findIndex(({ sequence }) => spelled(sequence) === from);
  const atMs = shard.kept[index]?.atMs ?? 0;
  if (world.nowMs() - atMs > keptMs) throw refused("TrimmedDataAccessException", "It is over");
  return { ShardIterator: `${id} ${index}` };
};

const recordsAt = (shards: readonly StreamShard[], iterator: string, most: number): object => {
  const [id = "", from = "0"] = iterator.split(" ");
  const shard = shards.find((one) => one.id === id);
  const some = (shard?.kept ?? []).slice(Number(from), Number(from) + most);
  return {
    Records: some.map(recordOf),
    NextShardIterator: `${id} ${Number(from) + some.length}`,
  };
};

export const spelled = (sequence: number): string => `1${String(sequence).padStart(20, "0")}`;

/** As the stream tells it, and Lambda hands it over: bytes are base64. */
export const recordOf = ({ sequence, item }: Kept): StreamRecord => ({
  eventName: "INSERT",
  dynamodb: {
    SequenceNumber: spelled(sequence),
    NewImage: Object.fromEntries(
      Object.entries(item).map(([name, { S, N, B }]) => [
        name,
        B === undefined ? { S, N } : { B: Buffer.from(B).toString("base64") },
      ]),
    ),
  },
});

import * as z from "zod";
import { jsonText } from "#adapters/json-text";
import { commitIn, type StreamRecord } from "#adapters/aws/stream-records";
import { awsFailure, errorNameOf } from "#adapters/aws/failures";
import type { Commit } from "#core/kernel/message";

/** Asks the streams of tables, in a region: one action of their API with its input. */
export type AskStreams = (region: string, action: string, input: object) => Promise<unknown>;

/** Where in a table's stream a batch stands that its reader could not take: all that Lambda says of it. */
export type Aside = {
  readonly streamArn: string;
  readonly shard: string;
  readonly from: string;
  readonly to: string;
};

/** `null` where the text is none that Lambda puts aside for a reader of a table's stream. */
export const asideIn = (text: string): Aside | null => {
  const read = asideText.safeParse(text);
  if (!read.success) return null;
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber } =
    read.data.DDBStreamBatchInfo;
  return {
    streamArn,
    shard: shardId,
    from: startSequenceNumber,
    to: endSequenceNumber,
  };
};

/**
 * The commits that were put aside, sealed. A stream keeps its records for a day: `null` where it is over, and nobody can
 * tell any more which they were.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const commitsAside = async (
  ask: AskStreams,
  aside: Aside,
): Promise<readonly Commit[] | null> => {
  try {
    const commits = (await recordsOf(ask, aside))
      .filter((one) => placeOf(one) <= BigInt(aside.to))
      .flatMap(readable);
    return commits.length === 0 ? null : commits;
  } catch (error) {
    if (isOver(error)) return null;
    throw error;
  }
};

const recordsOf = async (
  ask: AskStreams,
  { streamArn, shard, from, to }: Aside,
): Promise<readonly StreamRecord[]> => {
  const region = streamArn.split(":")[3] ?? "";
  const begun = await ask(region, "GetShardIterator", {
    StreamArn: streamArn,
    ShardId: shard,
    ShardIteratorType: "AT_SEQUENCE_NUMBER",
    SequenceNumber: from,
  });
  const found: StreamRecord[] = [];
  let { ShardIterator: iterator } = iterators.parse(begun);
  for (let asked = 0; asked < mostAsked; asked += 1) {
    const answer = records.parse(await ask(region, "GetRecords", { ShardIterator: iterator }));
    found.push(...(answer.Records as readonly StreamRecord[]));
    const last = found.at(-1);
    // How many there were says nothing: Lambda counts without those that its filter left out.
    const isAll = last !== undefined && placeOf(last) >= BigInt(to);
    if (isAll || !answer.NextShardIterator) return found;
    iterator = answer.NextShardIterator;
  }
  throw awsFailure("dynamodb", "unavailable", "GetRecords");
};

/** An answer may be empty although more follows; it is not for long. Who has not heard all by then asks again later. */
const mostAsked = 12;

const placeOf = ({ dynamodb }: StreamRecord): bigint => BigInt(dynamodb?.SequenceNumber ?? 0);

/** What nobody can read is no commit that anybody could take once more. */
const readable = (record: StreamRecord): readonly Commit[] => {
  try {
    return [commitIn(record)].filter((commit) => commit !== null);
  } catch {
    return [];
  }
};

const isOver = (error: unknown): boolean =>
  ["TrimmedDataAccessException", "ResourceNotFoundException"].includes(errorNameOf(error));

const asideText = jsonText.pipe(
  z.object({
    DDBStreamBatchInfo: z.object({
      streamArn: z.string(),
      shardId: z.string(),
      startSequenceNumber: z.string().regex(/^\d+$/),
      endSequenceNumber: z.string().regex(/^\d+$/),
    }),
  }),
);

const iterators = z.object({ ShardIterator: z.string() });
const records = z.object({
  Records: z.array(z.looseObject({})),
  NextShardIterator: z.string().nullish(),
});

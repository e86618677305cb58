import * as z from "zod";
import { commitIn, type StreamRecord } from "#adapters/aws/stream-records";
import { errorNameOf } from "#adapters/aws/failures";
import type { Commit } from "#core/kernel/message";

/** Asks the streams of tables, in a region: one action of their API with its input. */
export type AskStreams = (region: string, action: string, input: object) => Promise<unknown>;

/** Where in a table's stream a batch stands that its reader could not take: all that Lambda says of it. */
export type Aside = {
  readonly streamArn: string;
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  readonly size: number;
};

/** `null` where the text is none that Lambda puts aside for a reader of a table's stream. */
export const asideIn = (text: string): Aside | null => {
  const read = asideText.safeParse(text);
  if (!read.success) return null;
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber, batchSize } =
    read.data.DDBStreamBatchInfo;
  return {
    streamArn,
    shard: shardId,
    from: startSequenceNumber,
    to: endSequenceNumber,
    size: batchSize,
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
      .filter((one) => isUpTo(one, aside.to))
      .flatMap(readable);
    return commits.length === 0 ? null : commits;
  } catch (error) {
    if (isOver(error)) return null;
    throw error;
  }
};

const recordsOf = async (
  ask: AskStreams,
  { streamArn, shard, from, size }: Aside,
): Promise<readonly StreamRecord[]> => {
  const region = streamArn.split(":")[3] ?? "";
  const begun = await ask(region, "GetShardIterator", {
    StreamArn: streamArn,
    ShardId: shard,
    ShardIteratorType: "AT_SEQUENCE_NUMBER",
    SequenceNumber: from,
  });
  const found: StreamRecord[] = [];
  let iterator: string | undefined = iterators.parse(begun).ShardIterator;
  for (let asked = 0; asked < mostAsked; asked += 1) {
    if (iterator === undefined || found.length >= size) break;
    const wanted = { ShardIterator: iterator, Limit: size - found.length };
    const answer = records.parse(await ask(region, "GetRecords", wanted));
    found.push(...(answer.Records as readonly StreamRecord[]));
    iterator = answer.NextShardIterator ?? undefined;
  }
  return found;
};

/** An answer may be empty although more follows; it is not for long. */
const mostAsked = 10;

const isUpTo = ({ dynamodb }: StreamRecord, to: string): boolean =>
  BigInt(dynamodb?.SequenceNumber ?? 0) <= BigInt(to);

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

const asideText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue("no JSON");
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      DDBStreamBatchInfo: z.object({
        streamArn: z.string(),
        shardId: z.string(),
        startSequenceNumber: z.string().regex(/^\d+$/),
        endSequenceNumber: z.string().regex(/^\d+$/),
        batchSize: z.int().positive(),
      }),
    }),
  );

const iterators = z.object({ ShardIterator: z.string() });
const records = z.object({
  Records: z.array(z.looseObject({})),
  NextShardIterator: z.string().nullish(),
});

import type { AskStreams } from "#adapters/aws/put-aside";
import type { StreamRecord } from "#adapters/aws/stream-records";

export type CommitStream = {
  /** What has come since the last call, in order. */
  readonly read: () => Promise<readonly StreamRecord[]>;
};

/**
 * Reads the stream of a table on DynamoDB Local, from its beginning. On AWS that is Lambda's work, so no client for it is
 * installed; the server here asks for no signature.
 */
export const commitStream = async (endpoint: string, table: string): Promise<CommitStream> => {
  const ask = asker(endpoint);
  const { Streams: streams = [] } = await ask<{ Streams: readonly { StreamArn: string }[] }>(
    "ListStreams",
    { TableName: table },
  );
  const StreamArn = streams[0]?.StreamArn;
  const { StreamDescription: description } = await ask<{
    StreamDescription: { Shards: readonly { ShardId: string }[] };
  }>("DescribeStream", { StreamArn });
  const ShardId = description?.Shards[0]?.ShardId;

  let iterator: string | undefined;
  let last: string | undefined;
  const beginning = async (): Promise<string | undefined> => {
    const from =
      last === undefined
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: last };
    const answer = await ask<{ ShardIterator: string }>("GetShardIterator", {
      StreamArn,
      ShardId,
      ...from,
    });
    return answer.ShardIterator;
  };

  return {
    read: async () => {
      iterator ??= await beginning();
      const answer = await ask<{ Records: readonly StreamRecord[]; NextShardIterator: string }>(
        "GetRecords",
        { ShardIterator: iterator },
      );
      // The server forgets places in a stream that has been still for a while: undefined, and found again.
      iterator = answer.NextShardIterator;
      const { Records: records = [] } = answer;
      last = records.at(-1)?.dynamodb?.SequenceNumber ?? last;
      return records;
    },
  };
};

const asker =
  (endpoint: string) =>
  async <Answer>(action: string, input: object): Promise<Partial<Answer>> => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDBStreams_20120810.${action}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=nobody/20260302/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (text.includes("TrimmedDataAccessException")) return {};
    if (!response.ok) throw new Error(`${action}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  };

/** As a function on AWS asks. */
export const askLocal =
  (endpoint: string): AskStreams =>
  async (_, action, input) =>
    asker(endpoint)<object>(action, input);

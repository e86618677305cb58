import { commitIn } from "#adapters/aws/stream-records";
import type { Commit } from "#core/kernel/message";
import type { Log } from "#core/ports/log";
import type { BatchResult, StreamEvent } from "#functions/aws-shapes";

type Entry = { readonly sequence: string; readonly commit: Commit };

/**
 * The commits that a batch of stream records tells of, stream by stream, each in the order of its versions. `failed` are
 * the records that nobody can read.
 */
export const commitsIn = (
  { Records: records }: StreamEvent,
  log: Log,
): { readonly streams: readonly (readonly Entry[])[]; readonly failed: string[] } => {
  const entries: Entry[] = [];
  const failed: string[] = [];
  for (const record of records) {
    const sequence = record.dynamodb?.SequenceNumber ?? "";
    try {
      const commit = commitIn(record);
      if (commit !== null) entries.push({ sequence, commit });
    } catch {
      log.error("commit.unreadable");
      failed.push(sequence);
    }
  }
  return { streams: byStream(entries).map(inOrder), failed };
};

/** The first record that failed, as the batch brought them: everything from there on comes again. */
export const firstFailed = (
  { Records: records }: StreamEvent,
  failed: readonly string[],
): BatchResult["batchItemFailures"] => {
  const first = records.find(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber ?? ""));
  return first === undefined ? [] : [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? "" }];
};

/** What the log says of them: the first, and how many. */
export const aboutThe = (commits: readonly Commit[], reader: string) => {
  const [first] = commits;
  const { stream, version, cause } = first ?? {};
  return { reader, stream, version, commits: commits.length, correlationId: cause?.correlationId };
};

const byStream = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const streams = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.commit.tenant}#${entry.commit.stream}`;
    const own = streams.get(key);
    if (own === undefined) streams.set(key, [entry]);
    else own.push(entry);
  }
  return [...streams.values()];
};

/** Records of one item come in order; a stream of ours is of many. Twice is once. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] =>
  entries
    .toSorted((one, other) => one.commit.version - other.commit.version)
    .filter(({ commit }, index, all) => commit.version !== all[index - 1]?.commit.version);

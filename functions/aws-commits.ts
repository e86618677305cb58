import { type CommitPlace, commitIn, placeIn } from "#adapters/aws/stream-records";
import type { Commit } from "#core/kernel/message";
import type { Log } from "#core/ports/log";
import type { BatchResult, StreamEvent } from "#functions/aws-shapes";

type Entry = { readonly sequence: string; readonly commit: Commit };

/** A record that is no commit of ours; `place` is where one should stand. */
export type Unreadable = { readonly sequence: string; readonly place: CommitPlace | null };

/** The commits that a batch of stream records tells of, stream by stream, each in the order of its versions. */
export const commitsIn = (
  { Records: records }: StreamEvent,
  log: Log,
): {
  readonly streams: readonly (readonly Entry[])[];
  readonly unreadable: readonly Unreadable[];
} => {
  const entries: Entry[] = [];
  const unreadable: Unreadable[] = [];
  for (const record of records) {
    const sequence = record.dynamodb?.SequenceNumber ?? "";
    try {
      const commit = commitIn(record);
      if (commit !== null) entries.push({ sequence, commit });
    } catch {
      const place = placeIn(record);
      log.error("commit.unreadable", { stream: place?.stream, version: place?.version });
      unreadable.push({ sequence, place });
    }
  }
  return { streams: byStream(entries).map(inOrder), unreadable };
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

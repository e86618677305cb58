import { commitFrom } from "#adapters/aws/event-store";
import type { Commit } from "#core/kernel/message";
import type { Log } from "#core/ports/log";
import type { Attributes, BatchResult, StreamEvent } from "#functions/aws-shapes";

type Entry = { readonly sequence: string; readonly commit: Commit };

/**
 * The commits that a batch of stream records tells of, stream by stream, each in the order of the records. A commit
 * is only ever inserted: what changes or goes is no news. `failed` are the records that nobody can read.
 */
export const commitsIn = (
  { Records: records }: StreamEvent,
  log: Log,
): { readonly streams: readonly (readonly Entry[])[]; readonly failed: string[] } => {
  const byStream = new Map<string, Entry[]>();
  const failed: string[] = [];
  for (const {
    eventName,
    dynamodb: { SequenceNumber: sequence = "", NewImage: image } = {},
  } of records) {
    if (eventName !== "INSERT" || image === undefined) continue;
    const commit = readable(image);
    if (commit === null) {
      log.error("commit.unreadable", { sequence: `no ${sequence}` });
      failed.push(sequence);
      continue;
    }
    const key = `${commit.tenant}#${commit.stream}`;
    byStream.set(key, [...(byStream.get(key) ?? []), { sequence, commit }]);
  }
  return { streams: [...byStream.values()].map(inOrder), failed };
};

/** The first record that failed, as the batch brought them: everything from there on comes again. */
export const firstFailed = (
  { Records: records }: StreamEvent,
  failed: readonly string[],
): BatchResult["batchItemFailures"] => {
  const first = records.find(({ dynamodb }) => failed.includes(dynamodb?.SequenceNumber ?? ""));
  return first === undefined ? [] : [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? "" }];
};

/** Records of one key come in order; a batch that is put together of several need not be. Twice is once. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] =>
  entries
    .toSorted((one, other) => one.commit.version - other.commit.version)
    .filter(({ commit }, index, all) => commit.version !== all[index - 1]?.commit.version);

const readable = (image: Attributes): Commit | null => {
  try {
    return commitFrom(decoded(image));
  } catch {
    return null;
  }
};

/** In an event bytes are written in Base64; the database itself gives them as they are. */
const decoded = (image: Attributes): Parameters<typeof commitFrom>[0] =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [
      name,
      "B" in value && typeof value.B === "string" ? { B: Buffer.from(value.B, "base64") } : value,
    ]),
  ) as Parameters<typeof commitFrom>[0];

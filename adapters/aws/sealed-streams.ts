import type { QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "#adapters/aws/dynamo";
import { isKey, keyOf, numberIn, unpacked } from "#adapters/aws/items";
import { genesis } from "#core/kernel/chain";
import type { CommandId, Hex, StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";

/** A commit as it is stored, with what is asked about it most. */
export type StoredCommit = {
  readonly json: string;
  readonly commandId: CommandId;
  readonly hash: Hex;
};

export type SealedStreams = {
  /** Every commit of the stream, as strongly as the database can. */
  readonly read: (tenant: TenantId, stream: StreamName) => Promise<readonly StoredCommit[]>;
  /** Whether the commit before it is there and is the one that was meant, and its command is new there. */
  readonly isNext: (commit: NewCommit) => Promise<boolean>;
  readonly add: (commit: Commit, json: string) => void;
};

/**
 * Streams as they are stored, sealed. A commit never changes and is never deleted, so what was once read need not be read
 * again: only what has come after it. That also makes it safe to look first and write then, in two requests: the commit
 * before ours, once seen, will still be there.
 *
 * Nothing readable of anybody is kept here, so an erasure, wherever it happens, need not be told.
 */
export const createSealedStreams = (dynamo: Dynamo, maxCharacters = 8_000_000): SealedStreams => {
  const streams = new Map<string, readonly StoredCommit[]>();
  let characters = 0;

  const keep = (key: string, commits: readonly StoredCommit[]): void => {
    const known = streams.get(key)?.length ?? 0;
    for (const { json } of commits.slice(known)) characters += json.length;
    if (commits.length > known) streams.set(key, commits);
    if (characters <= maxCharacters) return;
    streams.clear();
    characters = 0;
  };

  const read: SealedStreams["read"] = async (tenant, stream) => {
    const key = keyOf(tenant, stream);
    const known = streams.get(key) ?? [];
    const commits = [...known, ...(await storedAfter(dynamo, key, known.length))];
    keep(key, commits);
    return commits;
  };

  return {
    read,
    isNext: async ({ tenant, stream, version, prev, commandId }) => {
      if (version === 1) return prev === genesis;
      const known = streams.get(keyOf(tenant, stream)) ?? [];
      const commits = known.length >= version - 1 ? known : await read(tenant, stream);
      const before = commits.slice(0, version - 1);
      return (
        before.at(-1)?.hash === prev &&
        before.length === version - 1 &&
        before.every((commit) => commit.commandId !== commandId)
      );
    },
    add: ({ tenant, stream, version, commandId, hash }, json) => {
      const key = keyOf(tenant, stream);
      const before = streams.get(key) ?? [];
      if (before.length === version - 1) keep(key, [...before, { json, commandId, hash }]);
    },
  };
};

const storedAfter = async (
  { query, tables }: Dynamo,
  key: string,
  version: number,
): Promise<readonly StoredCommit[]> => {
  const found: StoredCommit[] = [];
  if (!isKey({ pk: { S: key } })) return found;
  let from: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const page = await query({
      TableName: tables.commits,
      KeyConditionExpression: "pk = :pk AND version > :version",
      ExpressionAttributeValues: { ":pk": { S: key }, ":version": { N: String(version) } },
      ConsistentRead: true,
      ExclusiveStartKey: from,
    });
    for (const item of page.Items ?? []) {
      const expected = version + found.length + 1;
      if (numberIn(item, "version") !== expected)
        throw new Error(`Cannot read "${key}": a version is missing`);
      found.push(storedAt(key, expected, unpacked(item, "body")));
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
};

/** Whose it is, its key says: an item that says otherwise would be opened with another's key. */
const storedAt = (key: string, version: number, json: string): StoredCommit => {
  const commit = JSON.parse(json) as Commit;
  if (commit.version !== version || `${commit.tenant}#${commit.stream}` !== key)
    throw new Error(`Cannot read "${key}": version ${version} stands in the place of another`);
  return { json, commandId: commit.commandId, hash: commit.hash };
};

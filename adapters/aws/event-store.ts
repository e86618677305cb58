import { allDone } from "#adapters/all-done";
import type { Dynamo } from "#adapters/aws/dynamo";
import { commitTooLarge, isConditionFailed, isUnanswered } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, packed, unpacked } from "#adapters/aws/items";
import { createSealedStreams, type StoredCommit } from "#adapters/aws/sealed-streams";
import { closed } from "#core/kernel/chain";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { Appended, EventStore } from "#core/ports/event-store";
import type { Codec } from "#events/codec";

type Deps = { readonly dynamo: Dynamo; readonly codec: Codec };

/** Commits in DynamoDB: one item each, written by one conditional put. */
export const createEventStore = ({ dynamo, codec }: Deps): EventStore => {
  const streams = createSealedStreams(dynamo);

  const opened = (stored: readonly StoredCommit[]): Promise<readonly Commit[]> =>
    allDone(stored.map(({ json }) => codec.open(JSON.parse(json) as Commit)));

  return {
    read: async (tenant, stream) => ({ commits: await opened(await streams.read(tenant, stream)) }),

    readFacts: async (tenant, stream) => {
      const stored = await streams.read(tenant, stream);
      const facts = stored.map(({ json }) => codec.factsOf(JSON.parse(json) as Commit));
      const known = facts.filter((commit) => commit !== null);
      // Of an older version: to know it takes opening it.
      return { commits: known.length === facts.length ? known : await opened(stored) };
    },

    append: async (commit) => {
      if (commit.events.length === 0) throw new Error("Cannot append a commit without events");
      const { commit: sealed, json } = closed(await codec.seal(commit));
      if (!(await streams.isNext(sealed))) return "version_moved";
      const outcome = await put(dynamo, sealed, json);
      if (outcome === "appended") streams.add(sealed, json);
      return outcome;
    },

    open: (sealed) => codec.open(sealed),
  };
};

const put = async (dynamo: Dynamo, commit: Commit, json: string): Promise<Appended> => {
  const item = { ...placeOf(commit), body: packed(json) };
  refuseTooLarge(commit, item);
  try {
    await dynamo.put({
      TableName: dynamo.tables.commits,
      Item: item,
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return "appended";
  } catch (error) {
    const stored = await storedInstead(dynamo, commit, error);
    return isOurs(stored, commit) ? "already_appended" : "version_moved";
  }
};

/**
 * A refusal need not be somebody else's doing: a write whose answer was lost is refused when it is repeated. And where no
 * answer came at all, only the stored item knows; where there is none, it stays unknown, and the caller is told so.
 */
const storedInstead = async (
  { get, tables }: Dynamo,
  commit: Commit,
  error: unknown,
): Promise<Commit | null> => {
  const isRefused = isConditionFailed(error);
  if (!isRefused && !isUnanswered(error)) throw error;
  if (isRefused && error.Item !== undefined) return commitFrom(error.Item as Item);
  const key = placeOf(commit);
  const { Item: stored } = await get({
    TableName: tables.commits,
    Key: key,
    ConsistentRead: true,
  });
  if (stored !== undefined) return commitFrom(stored);
  if (isRefused) return null;
  throw error;
};

/** The same command with another payload is not ours: whoever reads the stream again will refuse it. */
const isOurs = (stored: Commit | null, { commandId, payloadHash }: NewCommit): boolean =>
  stored?.commandId === commandId && stored.payloadHash === payloadHash;

/** An item of the commits table, also as its stream brings it. */
export const commitFrom = (item: Item): Commit => JSON.parse(unpacked(item, "body")) as Commit;

export const placeOf = ({
  tenant,
  stream,
  version,
}: Pick<NewCommit, "tenant" | "stream" | "version">) => ({
  pk: { S: keyOf(tenant, stream) },
  version: { N: String(version) },
});

const mostBytes = 400 * 1_024;
/** The names of three attributes, and a number, which takes up to 21 bytes. */
const bytesAround = "pk".length + "version".length + "body".length + 21;

const refuseTooLarge = ({ stream }: Commit, { pk, body }: Item): void => {
  const bytes = bytesAround + Buffer.byteLength(pk?.S ?? "") + (body?.B?.byteLength ?? 0);
  if (bytes > mostBytes) throw commitTooLarge(stream, bytes);
};

import { commitFrom } from "#adapters/aws/event-store";
import { type Item, ownerIn } from "#adapters/aws/items";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

/** A change of the commits table as its stream tells it, and Lambda hands it over: bytes are base64. */
export type StreamRecord = {
  readonly eventName?: "INSERT" | "MODIFY" | "REMOVE" | undefined;
  readonly dynamodb?:
    | {
        readonly SequenceNumber?: string | undefined;
        readonly Keys?: Readonly<Record<string, Image>> | undefined;
        readonly NewImage?: Readonly<Record<string, Image>> | undefined;
      }
    | undefined;
};

type Image = {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: string | undefined;
};

/**
 * The commit that the record tells of, sealed; `null` where it tells of none: nothing is changed or deleted there but by hand.
 * Throws where the item is not a commit, or one of another place, so that the record goes where people look.
 */
export const commitIn = (record: StreamRecord): Commit | null => {
  if (record.eventName !== "INSERT") return null;
  const commit: unknown = commitFrom(itemIn(record));
  if (!isCommit(commit)) throw new Error("Cannot read an item: it is no commit");
  if (isElsewhere(commit, record))
    throw new Error("Cannot read an item: it stands in the place of another");
  return commit;
};

const itemIn = ({ dynamodb }: StreamRecord): Item => {
  const body = dynamodb?.NewImage?.["body"]?.B;
  return body === undefined ? {} : { body: { B: Buffer.from(body, "base64") } };
};

const isCommit = (read: unknown): read is Commit =>
  typeof read === "object" &&
  read !== null &&
  ["tenant", "stream", "version"].every((part) => part in read);

/** Whoever may write holds rights to keys: what an item says of itself must not be more. */
const isElsewhere = ({ tenant, stream, version }: Commit, record: StreamRecord): boolean => {
  if (record.dynamodb?.Keys === undefined) return false;
  const place = placeIn(record);
  return place?.tenant !== tenant || place.stream !== stream || place.version !== version;
};

export type CommitPlace = Pick<Commit, "tenant" | "stream" | "version">;

/** Where the commit stands, from the item's key: known of one that nobody can read, too. `null` where no commit stands there. */
export const placeIn = ({ dynamodb }: StreamRecord): CommitPlace | null => {
  const { pk, version } = dynamodb?.Keys ?? {};
  const owner = ownerIn(pk?.S ?? "");
  return owner && { tenant: owner.tenant, stream: as(owner.name), version: Number(version?.N) };
};

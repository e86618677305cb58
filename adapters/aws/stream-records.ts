import { commitFrom } from "#adapters/aws/event-store";
import { ownerIn } from "#adapters/aws/items";
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
 * Throws where the item is not a commit, so that the record goes where people look.
 */
export const commitIn = ({ eventName, dynamodb }: StreamRecord): Commit | null => {
  if (eventName !== "INSERT") return null;
  const body = dynamodb?.NewImage?.["body"]?.B;
  const item = body === undefined ? {} : { body: { B: Buffer.from(body, "base64") } };
  const commit: unknown = commitFrom(item);
  if (!isCommit(commit)) throw new Error("Cannot read an item: it is no commit");
  return commit;
};

const isCommit = (read: unknown): read is Commit =>
  typeof read === "object" &&
  read !== null &&
  ["tenant", "stream", "version"].every((part) => part in read);

export type CommitPlace = Pick<Commit, "tenant" | "stream" | "version">;

/** Where the commit stands, from the item's key: known of one that nobody can read, too. `null` where no commit stands there. */
export const placeIn = ({ dynamodb }: StreamRecord): CommitPlace | null => {
  const { pk, version } = dynamodb?.Keys ?? {};
  const owner = ownerIn(pk?.S ?? "");
  return owner && { tenant: owner.tenant, stream: as(owner.name), version: Number(version?.N) };
};

import { commitFrom } from "#adapters/aws/event-store";
import type { Commit } from "#core/kernel/message";

/** A change of the commits table as its stream tells it, and Lambda hands it over: bytes are base64. */
export type StreamRecord = {
  readonly eventName?: "INSERT" | "MODIFY" | "REMOVE" | undefined;
  readonly dynamodb?:
    | {
        readonly SequenceNumber?: string | undefined;
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
  return commitFrom(body === undefined ? {} : { body: { B: Buffer.from(body, "base64") } });
};

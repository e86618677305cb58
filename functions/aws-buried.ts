import * as z from "zod";
import { isTenant } from "#adapters/aws/items";
import { letterIn, nobody } from "#adapters/aws/letter-text";
import { type Aside, asideIn, type AskStreams, commitsAside } from "#adapters/aws/put-aside";
import { derive } from "#core/kernel/ids";
import { attemptsOf } from "#functions/aws-attempts";
import type { QueueRecord } from "#functions/aws-shapes";
import type { Buried } from "#functions/queues/keep-letters";
import { manifest } from "#manifest";

/** Who reads what lies in the queues of dead letters: in which stage, and with whom to ask for commits. */
export type Reading = { readonly stage: string; readonly askStreams: AskStreams };

/** What one message of a `-dead` queue tells of, whoever has put it there: commits may be several. */
export const buriedIn = async (
  { stage, askStreams }: Reading,
  record: QueueRecord,
): Promise<readonly Buried[]> => {
  const queue = queueIn(stage, record.eventSourceARN);
  if (!manifest.streams.some(({ reader }) => reader === queue)) return [messageIn(queue, record)];
  const aside = asideIn(record.body);
  return aside === null
    ? [parkedIn(queue, record)]
    : commitsIn(queue, aside, { record, askStreams });
};

/** What the reader itself has put aside: the commit, and why it could not be taken. */
const parkedIn = (reader: string, record: QueueRecord): Buried => {
  const letter = { ...messageIn(reader, record), queue: `parked-${reader}` };
  const parked = ownLetter.safeParse(letter.body);
  if (!parked.success) return letter;
  const { why, ...body } = parked.data;
  return { ...letter, body, why };
};

const ownLetter = z.object({ stream: z.string(), version: z.int().positive(), why: z.string() });

/** `arn:aws:sqs:<region>:<account>:aro-<stage>-<queue>-dead` */
const queueIn = (stage: string, arn: string): string =>
  (arn.split(":").at(-1) ?? "").slice(`aro-${stage}-`.length).replace(/-dead$/, "");

const messageIn = (queue: string, { body, messageId: message }: QueueRecord): Buried => {
  const { tenant, ...read } = letterIn(body, queue, attemptsOf(queue));
  const neverRung = queue === "schedules" || queue.startsWith("every-");
  return {
    ...read,
    // Nobody of ours has had it in hand: what was to ring has put it aside itself.
    ...(neverRung && { why: "never_rung" }),
    tenant: tenant === nobody || !isTenant(tenant) ? null : tenant,
    message: isPlannedAgain(queue, read) ? derive("wake", JSON.stringify(read.body)) : message,
  };
};

/**
 * While a stream's wake comes to nothing the sweeper plans it anew each minute: all of these are one letter, until somebody
 * gives that one back.
 */
const isPlannedAgain = (
  queue: string,
  { body, letter }: Pick<ReturnType<typeof letterIn>, "body" | "letter">,
): boolean => queue === "wakes" && body !== null && letter === undefined;

/** Lambda says where in the stream they stand, and the stream still has them: a letter for each, under its tenant. */
const commitsIn = async (
  reader: string,
  aside: Aside,
  from: { readonly record: QueueRecord; readonly askStreams: AskStreams },
): Promise<readonly Buried[]> => {
  const { messageId: message } = from.record;
  const letter = { queue: `parked-${reader}`, attempts: attemptsOf(reader) };
  const commits = await commitsAside(from.askStreams, aside);
  if (commits === null) {
    const { shard, from: first, to: last } = aside;
    const body = { shard, first, last };
    return [{ ...letter, tenant: null, body, message, why: "commit_not_found" }];
  }
  return commits.map(({ tenant, stream, version }) => ({
    ...letter,
    tenant,
    body: { stream, version },
    why: "commit_not_taken",
    message: `${message} ${stream} ${version}`,
  }));
};

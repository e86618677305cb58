import { commitFrom } from "#adapters/aws/event-store";
import { letterIn } from "#adapters/aws/letter-text";
import { envelopeIn } from "#adapters/aws/queue-envelope";
import { attemptsOf } from "#functions/aws-attempts";
import type { AwsParts } from "#test/simulation/aws/parts";
import type { Source } from "#test/simulation/aws/stream-reader";
import { type Kept, spelled } from "#test/simulation/aws/streams";
import type { DeadLetter } from "#test/simulation/ports/queues";
import type { Universe } from "#test/simulation/universe";

/** As Lambda puts a batch aside: it says where it stood, and not what it was. */
export const putAside = (
  { universe, cloud }: AwsParts,
  { reader, shard }: Source,
  batch: readonly Kept[],
): void => {
  const [first, last] = [batch[0], batch.at(-1)];
  if (first === undefined || last === undefined) return;
  const body = {
    DDBStreamBatchInfo: {
      shardId: shard.id,
      startSequenceNumber: spelled(first.sequence),
      endSequenceNumber: spelled(last.sequence),
      batchSize: batch.length,
      streamArn: "arn:aws:dynamodb:us-east-1:000000000000:table/aro-sim-commits/stream/2026",
    },
  };
  for (const { item } of batch) {
    const { tenant, stream, version } = commitFrom(item);
    const letter = { tenant, queue: `parked-${reader}`, body: { stream, version } };
    bury(universe, { ...letter, why: "failed", attempts: attemptsOf(reader) });
  }
  cloud.services.sqs.ask("SendMessage", {
    QueueUrl: `/aro-sim-${reader}-dead`,
    MessageBody: JSON.stringify(body),
  });
  universe.world.count("batches put aside");
};

/** What has come into a queue of dead letters, as the checks know one. */
export const noteBuried = (universe: Universe, name: string, text: string): void => {
  const queue = name.slice("aro-sim-".length).replace(/-dead$/, "");
  // A batch of a stream was noted when it was put aside.
  if (envelopeIn(text) === null) return;
  const { tenant, body, why, attempts } = letterIn(text, queue, attemptsOf(queue));
  const isOfAReader = queue === "react" || queue === "project";
  const named = isOfAReader ? `parked-${queue}` : queue;
  bury(universe, { tenant, queue: named, body, why, attempts });
};

const bury = ({ queues, world }: Universe, letter: DeadLetter): void => {
  queues.dead.push(letter);
  queues.buried.push(letter);
  world.count("dead letters");
};

import { fromEpochMs } from "#core/kernel/time";
import { invalid } from "#test/simulation/aws/values";
import { type Entry, type Queue, type Stored, storedIn } from "#test/support/sqs-store";

export type MemorySqs = {
  readonly ask: (command: string, input: object) => object;
  /** By its name, which ends its address. */
  readonly queue: (name: string) => Queue;
  readonly names: () => readonly string[];
  /** Tells of everything that comes into a queue of dead letters. */
  readonly onBuried: (tell: (name: string, body: string) => void) => void;
};

/** SQS in memory: the store of the server that the adapters' tests run over, without its wire. */
export const createMemorySqs = (wish: {
  readonly nowMs: () => number;
  readonly maxReceiveCount: number;
  /** Told of every queue that has got or shown something, by its name. */
  readonly onChange?: (name: string) => void;
  /** How long a message that was sent stays out of sight without a reason. */
  readonly lagMs?: () => number;
}): MemorySqs => {
  const { nowMs, maxReceiveCount, onChange = () => {}, lagMs = () => 0 } = wish;
  const late = (message: Stored): Stored => {
    message.visibleMs += lagMs();
    return message;
  };
  const queues = new Map<string, Queue>();
  let bury = (_: string, __: string): void => {};
  const queue = (name: string): Queue => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const dead = name.endsWith("-dead") ? null : () => queue(`${name}-dead`);
    const stored = storedIn({ now: () => fromEpochMs(nowMs()), maxReceiveCount }, dead);
    const isDead = name.endsWith("-dead");
    const made: Queue = {
      ...stored,
      add: (entry) => {
        if (isDead) bury(name, entry.MessageBody);
        return late(stored.add(entry));
      },
      take: (message) => {
        if (isDead) bury(name, message.body);
        stored.take(message);
        onChange(name);
      },
    };
    queues.set(name, made);
    return made;
  };
  const answers: Readonly<Record<string, (of: Queue, input: Entry) => object | void>> = {
    SendMessage: (of, entry) => ({ MessageId: of.add(entry).id }),
    SendMessageBatch: (of, { Entries: entries = [] }) => ({
      Successful: entries.map((entry) => ({ Id: entry.Id, MessageId: of.add(entry).id })),
      Failed: [],
    }),
    ReceiveMessage: (of, entry) => ({ Messages: of.receive(entry) }),
    DeleteMessage: (of, { ReceiptHandle: handle }) => of.remove(handle),
    ChangeMessageVisibility: (of, entry) => of.hide(entry),
    ChangeMessageVisibilityBatch: (of, { Entries: entries = [] }) => {
      for (const entry of entries) of.hide(entry);
    },
  };
  return {
    queue,
    names: () => [...queues.keys()],
    onBuried: (tell) => {
      bury = tell;
    },
    ask: (command, input) => {
      const entry = input as Entry;
      const name = nameIn(entry.QueueUrl);
      const answer = answers[command];
      if (answer === undefined) throw invalid(command);
      const answered = answer(queue(name), entry) ?? {};
      onChange(name);
      return answered;
    },
  };
};

const nameIn = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

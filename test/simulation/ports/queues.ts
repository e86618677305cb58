import { epochMs } from "#core/kernel/time";
import type { Delivery, QueueMessage, Queues } from "#core/ports/queues";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Own } from "#test/simulation/ports/tables";
import type { World } from "#test/simulation/world";

export type Message = QueueMessage & {
  readonly id: number;
  attempts: number;
  visibleMs: number;
  isGone: boolean;
};

export type DeadLetter = QueueMessage & { readonly why: string; readonly attempts: number };

/** Queues at least once, in no promised order; whatever has used up its attempts is buried, and rings an alarm. */
export type SimQueues = {
  readonly messages: Map<number, Message>;
  readonly dead: DeadLetter[];
  readonly buried: DeadLetter[];
  readonly add: (message: QueueMessage, atMs: number) => Message;
  readonly bury: (message: Message, why: string) => void;
  onVisible: (message: Message) => void;
};

export const mostAttempts = 8;
export const visibilityMs = 90_000;

export const createSimQueues = (world: World): SimQueues => {
  let ids = 0;
  const queues: SimQueues = {
    messages: new Map(),
    dead: [],
    buried: [],
    add: (message, atMs) => {
      const added: Message = { ...message, id: ++ids, attempts: 0, visibleMs: atMs, isGone: false };
      queues.messages.set(added.id, added);
      queues.onVisible(added);
      return added;
    },
    bury: (message, why) => {
      if (message.isGone) return;
      message.isGone = true;
      queues.messages.delete(message.id);
      const { tenant, queue, body, attempts } = message;
      const letter = { tenant, queue, body, why, attempts };
      queues.dead.push(letter);
      queues.buried.push(letter);
      world.count("dead letters");
    },
    onVisible: () => {},
  };
  return queues;
};

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly queues: SimQueues;
  readonly own: Own;
  readonly onSend: (message: QueueMessage) => void;
};

export const queuesPort = (parts: Parts, invocation: Invocation): Queues => {
  const { world, door, queues, own, onSend } = parts;
  const held = ({
    receipt,
  }: Delivery): { readonly message: Message | undefined; attempt: number } => {
    const [id, attempt] = receipt.split(".").map(Number);
    return { message: queues.messages.get(id ?? 0), attempt: attempt ?? 0 };
  };
  return {
    send: (message, now) => {
      own(invocation, message.tenant, "queues.send");
      onSend(message);
      // Whose clock it is does not matter much: a message for the future is a little late at most.
      const atMs = Math.max(world.nowMs(), Math.min(epochMs(now), world.nowMs() + 60_000));
      return door.effect(invocation, "queues.send", () => void queues.add(message, atMs));
    },
    receive: async () => {
      throw new Error("Cannot receive here: messages are brought");
    },
    acknowledge: (delivery) => {
      own(invocation, delivery.tenant, "queues.acknowledge");
      return door.effect(invocation, "queues.acknowledge", () => {
        const { message } = held(delivery);
        if (message === undefined) return;
        message.isGone = true;
        queues.messages.delete(message.id);
      });
    },
    release: (delivery, at, why) => {
      own(invocation, delivery.tenant, "queues.release");
      return door.effect(invocation, "queues.release", () => {
        const { message, attempt } = held(delivery);
        if (message === undefined || message.attempts !== attempt) return;
        if (attempt >= mostAttempts) return queues.bury(message, why);
        message.visibleMs = Math.max(world.nowMs(), epochMs(at));
        queues.onVisible(message);
      });
    },
    deadLetters: async (queue) => queues.dead.filter((one) => one.queue === queue),
  };
};

import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type QueueMessage = {
  readonly tenant: TenantId;
  readonly queue: string;
  /** Ids only, never a person's data. */
  readonly body: Json;
};

export type Delivery = QueueMessage & {
  readonly receipt: string;
  /** 1 at the first delivery. */
  readonly attempt: number;
};

/** At least once, in no promised order. What is received stays invisible for a while, then comes again. */
export interface Queues {
  /** Visible from `at` on, which is mostly now. */
  send(message: QueueMessage, at: Instant): Promise<void>;
  receive(queue: string, now: Instant, limit: number): Promise<readonly Delivery[]>;
  /** Done: it will not come again. */
  acknowledge(delivery: Delivery): Promise<void>;
  /** Not done: it comes again at `at`; after the queue's last attempt it becomes a dead letter with this reason. */
  release(delivery: Delivery, at: Instant, why: string): Promise<void>;
  deadLetters(
    queue: string,
  ): Promise<readonly (QueueMessage & { readonly why: string; readonly attempts: number })[]>;
}

/** Queues that say when to look again, for who sleeps until then. A cloud that comes by itself does not. */
export interface WatchedQueues extends Queues {
  /** When the next message becomes visible, those put aside (`parked-…`) not counted; `null` when there is none. */
  next(): Promise<Instant | null>;
}

import type { App } from "#core/app/app";
import type { Delivery } from "#core/ports/queues";

/** Work that takes its time beside the rounds, a few at once. */
export type Lane = {
  /** Takes on what there is room for, and answers with how much, without waiting for it. */
  readonly fill: () => Promise<number>;
  /** Waits for what is under way, and answers with how much that was. */
  readonly settle: () => Promise<number>;
};

type Parts = {
  readonly app: Pick<App, "queues" | "clock" | "log">;
  readonly queue: string;
  /** More are left in the queue, so that none of them is received long before its turn. */
  readonly atMost: number;
  readonly take: (delivery: Delivery) => Promise<void>;
  /** Called when there is room again. */
  readonly onDone: () => void;
};

/**
 * A queue whose work waits for somebody far away. A round does not wait for it: what is slow there makes nothing
 * late here. What fails stays in the queue and comes again when its time is over.
 */
export const createLane = ({ app, queue, atMost, take, onDone }: Parts): Lane => {
  const underWay = new Set<Promise<void>>();

  const begin = (delivery: Delivery): void => {
    const work = take(delivery)
      .catch((error: unknown) => {
        app.log.error("queue.failed", { why: error instanceof Error ? error.name : "unknown" });
      })
      .finally(() => {
        underWay.delete(work);
        onDone();
      });
    underWay.add(work);
  };

  return {
    fill: async () => {
      const room = atMost - underWay.size;
      if (room === 0) return 0;
      const deliveries = await app.queues.receive(queue, app.clock.now(), room);
      for (const delivery of deliveries) begin(delivery);
      return deliveries.length;
    },
    settle: async () => {
      const waited = underWay.size;
      await Promise.all(underWay);
      return waited;
    },
  };
};

import { createQueues } from "#adapters/local/queues";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Delivery, WatchedQueues } from "#core/ports/queues";
import { liarsOf, lying } from "#test/contract/liars/liar";
import {
  type QueuesStage,
  queuesContract,
  type WatchedStage,
  watchedQueuesContract,
} from "#test/contract/queues";
import type { LocalPorts } from "#test/support/local-ports";
import { tenantA } from "#test/support/sample-commits";

const stageOf = ({ queues }: LocalPorts): WatchedStage => ({
  queues,
  visibilityMs: 60_000,
  maxAttempts: 8,
});
const lie = lying<QueuesStage>(stageOf);
const watchedLie = lying<WatchedStage>(stageOf);

type Queues = QueuesStage["queues"];
const twisting = (twist: (queues: Queues) => Partial<Queues>) => (stage: QueuesStage) => ({
  ...stage,
  queues: { ...stage.queues, ...twist(stage.queues) },
});

export const queuesLiars = liarsOf(queuesContract, [
  lie(
    "loses what is sent",
    twisting(() => ({ send: async () => undefined })),
    "delivers what was sent, as the first attempt",
  ),
  lie(
    "counts attempts from 0",
    twisting((queues) => ({
      receive: async (queue, now, limit) =>
        (await queues.receive(queue, now, limit)).map((delivery) => ({
          ...delivery,
          attempt: delivery.attempt - 1,
        })),
    })),
    "delivers what was sent, as the first attempt",
  ),
  lie(
    "leaves messages in sight of everybody",
    twisting((queues) => ({
      receive: async (queue, now, limit) => {
        const deliveries = await queues.receive(queue, now, limit);
        await Promise.all(deliveries.map((delivery) => queues.release(delivery, now, "peeked")));
        return deliveries;
      },
    })),
    "does not deliver to a second receiver what the first is working on",
    "delivers no more than asked for, and none twice",
  ),
  lie(
    "loses what is not acknowledged",
    twisting((queues) => ({
      receive: async (queue, now, limit) => {
        const deliveries = await queues.receive(queue, now, limit);
        await Promise.all(deliveries.map((delivery) => queues.acknowledge(delivery)));
        return deliveries;
      },
    })),
    "delivers again what was received and never acknowledged",
    "delivers what was released at the time it was released for",
    "makes a dead letter of what no receiver ever survived",
  ),
  lie(
    "does not hear an acknowledgement",
    twisting(() => ({ acknowledge: async () => undefined })),
    "never delivers again what was acknowledged",
  ),
  lie(
    "releases at once, whatever the time asked for",
    twisting((queues) => ({
      release: (delivery, at, why) => queues.release(delivery, plusMs(at, -10_000), why),
    })),
    "delivers what was released at the time it was released for",
  ),
  lie(
    "lets anybody release who ever received",
    twisting((queues) => {
      const latest = new Map<string, Delivery>();
      return {
        receive: async (queue, now, limit) => {
          const deliveries = await queues.receive(queue, now, limit);
          for (const delivery of deliveries) latest.set(JSON.stringify(delivery.body), delivery);
          return deliveries;
        },
        release: (delivery, at, why) =>
          queues.release(latest.get(JSON.stringify(delivery.body)) ?? delivery, at, why),
      };
    }),
    "ignores a release by a receiver whose time was over",
  ),
  lie(
    "tries for ever",
    (stage, { db }) => ({
      ...stage,
      queues: createQueues({
        db,
        settings: () => ({ visibilityMs: 60_000, maxAttempts: 1_000_000 }),
      }),
    }),
    "makes a dead letter, with its reason, of what was released at the last attempt",
    "makes a dead letter of what no receiver ever survived",
  ),
  lie(
    "forgets why a letter is dead",
    twisting((queues) => ({
      release: (delivery, at) => queues.release(delivery, at, "failed"),
    })),
    "makes a dead letter, with its reason, of what was released at the last attempt",
  ),
  lie(
    "delivers all there is",
    twisting((queues) => ({ receive: (queue, now) => queues.receive(queue, now, 1_000) })),
    "delivers no more than asked for, and none twice",
  ),
  lie(
    "serves whoever came first",
    twisting((queues) => ({
      send: ({ tenant, queue, body }, now) =>
        queues.send({ tenant: tenantA, queue, body: { tenant, body } }, now),
      receive: async (queue, now, limit) =>
        (await queues.receive(queue, now, limit)).map((delivery) => ({
          ...delivery,
          tenant: (delivery.body as { tenant: TenantId }).tenant,
        })),
    })),
    "does not let a busy tenant keep a quiet one waiting",
    "serves tenants in turn, also when one message is received at a time",
  ),
  lie(
    "has one queue",
    twisting((queues) => ({
      send: (message, now) => queues.send({ ...message, queue: "all" }, now),
      receive: (_, now, limit) => queues.receive("all", now, limit),
    })),
    "keeps queues apart",
  ),
]);

const twistingNext =
  (twist: (queues: WatchedQueues) => Partial<WatchedQueues>) => (stage: WatchedStage) => ({
    ...stage,
    queues: { ...stage.queues, ...twist(stage.queues) },
  });

export const watchedQueuesLiars = liarsOf(watchedQueuesContract, [
  watchedLie(
    "leaves messages in sight of everybody",
    twistingNext((queues) => ({
      receive: async (queue, now, limit) => {
        const deliveries = await queues.receive(queue, now, limit);
        await Promise.all(deliveries.map((delivery) => queues.release(delivery, now, "peeked")));
        return deliveries;
      },
    })),
    "tells when the next message becomes visible",
  ),
  watchedLie(
    "does not hear an acknowledgement",
    twistingNext(() => ({ acknowledge: async () => undefined })),
    "has nothing to wait for when all is acknowledged",
  ),
  watchedLie(
    "wakes for what was put aside",
    twistingNext((queues) => {
      let aside: Instant | null = null;
      return {
        send: async (message, now) => {
          if (message.queue.startsWith("parked-")) aside = now;
          await queues.send(message, now);
        },
        next: async () => aside ?? queues.next(),
      };
    }),
    "waits for nothing that was put aside: that is given back by a person",
  ),
]);

import { expect } from "vitest";
import { type Instant, at, plusMs } from "#core/kernel/time";
import type { Delivery, QueueMessage, Queues, WatchedQueues } from "#core/ports/queues";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

export type QueuesStage = {
  readonly queues: Queues;
  readonly visibilityMs: number;
  readonly maxAttempts: number;
};

const nine = at("2026-03-02T09:00:00Z");

const message = (wish: Partial<QueueMessage> = {}): QueueMessage => ({
  tenant: tenantA,
  queue: "executions",
  body: { executionId: "execution-1" },
  ...wish,
});

const receiveOne = async (queues: Queues, now: Instant): Promise<Delivery> => {
  const [delivery] = await queues.receive("executions", now, 1);
  if (delivery === undefined) throw new Error(`Expected a delivery at ${now}, got none`);
  return delivery;
};

/** Receives and gives back until one attempt is left; says when. */
const useUpAllButOne = async ({ queues, maxAttempts }: QueuesStage): Promise<void> => {
  for (let attempt = 1; attempt < maxAttempts; attempt += 1)
    await queues.release(await receiveOne(queues, nine), nine, "not yet");
};

export const queuesContract = contractOf<QueuesStage>("Queues", [
  [
    "delivers what was sent, as the first attempt",
    async ({ queues }) => {
      await queues.send(message(), nine);
      expect(await receiveOne(queues, nine)).toMatchObject({ ...message(), attempt: 1 });
    },
  ],
  [
    "does not deliver to a second receiver what the first is working on",
    async ({ queues }) => {
      await queues.send(message(), nine);
      await receiveOne(queues, nine);
      expect(await queues.receive("executions", plusMs(nine, 1), 10)).toEqual([]);
    },
  ],
  [
    "delivers again what was received and never acknowledged",
    async ({ queues, visibilityMs }) => {
      await queues.send(message(), nine);
      await receiveOne(queues, nine);
      const again = await receiveOne(queues, plusMs(nine, visibilityMs));
      expect(again).toMatchObject({ ...message(), attempt: 2 });
    },
  ],
  [
    "never delivers again what was acknowledged",
    async ({ queues, visibilityMs }) => {
      await queues.send(message(), nine);
      await queues.acknowledge(await receiveOne(queues, nine));
      expect(await queues.receive("executions", plusMs(nine, 2 * visibilityMs), 10)).toEqual([]);
    },
  ],
  [
    "delivers what was released at the time it was released for",
    async ({ queues }) => {
      await queues.send(message(), nine);
      const later = plusMs(nine, 5_000);
      await queues.release(await receiveOne(queues, nine), later, "busy");
      expect(await queues.receive("executions", plusMs(nine, 4_999), 10)).toEqual([]);
      expect((await receiveOne(queues, later)).attempt).toBe(2);
    },
  ],
  [
    "ignores a release by a receiver whose time was over",
    async ({ queues, visibilityMs }) => {
      await queues.send(message(), nine);
      const slow = await receiveOne(queues, nine);
      const later = plusMs(nine, visibilityMs);
      await receiveOne(queues, later);
      await queues.release(slow, later, "too late");
      expect(await queues.receive("executions", later, 10)).toEqual([]);
    },
  ],
  [
    "makes a dead letter, with its reason, of what was released at the last attempt",
    async (stage) => {
      const { queues, maxAttempts } = stage;
      await queues.send(message(), nine);
      await useUpAllButOne(stage);
      expect(await queues.deadLetters("executions")).toEqual([]);
      await queues.release(await receiveOne(queues, nine), nine, "carrier_down");
      expect(await queues.receive("executions", nine, 10)).toEqual([]);
      expect(await queues.deadLetters("executions")).toEqual([
        { ...message(), why: "carrier_down", attempts: maxAttempts },
      ]);
    },
  ],
  [
    "makes a dead letter of what no receiver ever survived",
    async (stage) => {
      const { queues, visibilityMs, maxAttempts } = stage;
      await queues.send(message(), nine);
      await useUpAllButOne(stage);
      await receiveOne(queues, nine);
      const later = plusMs(nine, visibilityMs);
      expect(await queues.receive("executions", later, 10)).toEqual([]);
      expect(await queues.deadLetters("executions")).toMatchObject([
        { ...message(), attempts: maxAttempts },
      ]);
    },
  ],
  [
    "delivers no more than asked for, and none twice",
    async ({ queues }) => {
      for (const body of [1, 2, 3]) await queues.send(message({ body }), nine);
      const first = await queues.receive("executions", nine, 2);
      const second = await queues.receive("executions", nine, 2);
      expect([first.length, second.length]).toEqual([2, 1]);
      expect(new Set([...first, ...second].map(({ body }) => body))).toEqual(new Set([1, 2, 3]));
    },
  ],
  [
    "does not let a busy tenant keep a quiet one waiting",
    async ({ queues }) => {
      for (let body = 0; body < 50; body += 1) await queues.send(message({ body }), nine);
      await queues.send(message({ tenant: tenantB }), plusMs(nine, 1));
      const next = await queues.receive("executions", plusMs(nine, 1), 4);
      expect(next.map(({ tenant }) => tenant)).toContain(tenantB);
    },
  ],
  [
    "serves tenants in turn, also when one message is received at a time",
    async ({ queues }) => {
      for (const tenant of [tenantA, tenantB])
        for (const body of [1, 2]) await queues.send(message({ tenant, body }), nine);
      const served = [];
      for (let turn = 0; turn < 4; turn += 1) served.push((await receiveOne(queues, nine)).tenant);
      expect(served).toEqual([tenantA, tenantB, tenantA, tenantB]);
    },
  ],
  [
    "keeps queues apart",
    async ({ queues }) => {
      await queues.send(message({ queue: "reactions" }), nine);
      expect(await queues.receive("executions", nine, 10)).toEqual([]);
    },
  ],
]);

export type WatchedStage = QueuesStage & { readonly queues: WatchedQueues };

/** What a runtime needs besides, that sleeps until there is something to do. */
export const watchedQueuesContract = contractOf<WatchedStage>("WatchedQueues", [
  [
    "tells when the next message becomes visible",
    async ({ queues, visibilityMs }) => {
      expect(await queues.next()).toBeNull();
      await queues.send(message(), nine);
      expect(await queues.next()).toBe(nine);
      await receiveOne(queues, nine);
      expect(await queues.next()).toBe(plusMs(nine, visibilityMs));
    },
  ],
  [
    "has nothing to wait for when all is acknowledged",
    async ({ queues }) => {
      await queues.send(message(), nine);
      await queues.acknowledge(await receiveOne(queues, nine));
      expect(await queues.next()).toBeNull();
    },
  ],
  [
    "waits for nothing that was put aside: that is given back by a person",
    async ({ queues }) => {
      await queues.send(message({ queue: "parked-project" }), nine);
      expect(await queues.next()).toBeNull();
      await queues.send(message(), plusMs(nine, 1));
      expect(await queues.next()).toBe(plusMs(nine, 1));
    },
  ],
]);

import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import type { BatchResult, QueueEvent, QueueRecord } from "#functions/aws-shapes";
import { rulesOf } from "#functions/aws-attempts";
import { between } from "#test/simulation/chance";
import type { Ended } from "#test/simulation/hosts";
import { arnOf } from "#test/simulation/aws/names";
import type { AwsParts } from "#test/simulation/aws/parts";
import { envelopeIn } from "#adapters/aws/queue-envelope";

type Rules = {
  readonly handler: string;
  readonly batch: number;
  readonly timeoutMs: number;
  readonly visibilityMs: number;
};

/** As the stacks have them; every queue of dead letters is read by the same function. */
const rules: Readonly<Record<string, Omit<Rules, "visibilityMs">>> = {
  executions: { handler: "execute", batch: 5, timeoutMs: 45_000 },
  classifications: { handler: "classify", batch: 5, timeoutMs: 30_000 },
  wakes: { handler: "wake", batch: 10, timeoutMs: 30_000 },
  "given-back-react": { handler: "react", batch: 1, timeoutMs: 60_000 },
  "given-back-project": { handler: "project", batch: 1, timeoutMs: 60_000 },
};
const buried: Rules = { handler: "keep", batch: 10, timeoutMs: 30_000, visibilityMs: 180_000 };

const rulesFor = (name: string): Rules | null => {
  if (name.endsWith("-dead")) return buried;
  const queue = name.slice("aro-sim-".length);
  const known = rules[queue];
  return known === undefined ? null : { ...known, visibilityMs: rulesOf(queue).visibilityMs };
};

/** Looks into queues as soon as there may be something, and hands it to the function that reads it. */
export const createQueueSource = (parts: AwsParts) => {
  const { world } = parts.universe;
  const plannedMs = new Map<string, number>();
  const lookSoon = (name: string): void => {
    const next = parts.cloud.services.sqs.queue(name).nextVisible();
    if (next === null) return;
    const atMs = Math.max(world.nowMs(), epochMs(next));
    const known = plannedMs.get(name) ?? Number.POSITIVE_INFINITY;
    if (known <= atMs + slackMs && known > world.nowMs()) return;
    const lookMs = atMs + 1 + parts.dice() * slackMs;
    plannedMs.set(name, lookMs);
    world.plan(lookMs - world.nowMs(), () => {
      if (plannedMs.get(name) === lookMs) plannedMs.delete(name);
      look(parts, name);
      lookSoon(name);
    });
  };
  return { lookSoon };
};

const slackMs = 300;

const look = (parts: AwsParts, name: string): void => {
  const { universe, cloud, dice } = parts;
  const { world } = universe;
  const own = rulesFor(name);
  if (own === null) throw new Error(`Nobody reads the queue "${name}"`);
  const received = cloud.services.sqs.queue(name).receive({
    QueueUrl: "",
    MessageBody: "",
    ReceiptHandle: "",
    MaxNumberOfMessages: between(dice, 1, own.batch + 1),
    VisibilityTimeout: own.visibilityMs / 1_000,
  });
  if (received.length === 0) return;
  const event: QueueEvent = { Records: received.map((one) => recordOf(name, one)) };
  const run = (): void => hand(parts, { name, own, event });
  run();
  if (world.strikes("queue.twice")) run();
  // Its time is over while it is worked on.
  if (world.strikes("queue.again_while_running")) world.plan(dice() * 5_000, run);
};

type Handing = { readonly name: string; readonly own: Rules; readonly event: QueueEvent };

const hand = ({ hosts, cloud }: AwsParts, { name, own, event }: Handing): void =>
  hosts.invoke(
    { role: own.handler, tenant: soleTenant(event), timeoutMs: own.timeoutMs },
    async () => (await cloud.call(own.handler, event)) as BatchResult | undefined,
    (ended) => {
      const queue = cloud.services.sqs.queue(name);
      for (const { messageId, receiptHandle } of event.Records)
        if (isDone(ended, messageId)) queue.remove(receiptHandle);
    },
  );

/** A function that answers nothing has done all of it; one that fails or dies, nothing. */
const isDone = (ended: Ended<BatchResult | undefined>, id: string): boolean =>
  ended.kind === "done" &&
  !(ended.value?.batchItemFailures ?? []).some(({ itemIdentifier }) => itemIdentifier === id);

type Wire = {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: { readonly ApproximateReceiveCount: string };
};

const recordOf = (name: string, received: unknown): QueueRecord => {
  const { MessageId, ReceiptHandle, Body, Attributes } = received as Wire;
  const { ApproximateReceiveCount } = Attributes;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: { ApproximateReceiveCount },
    eventSourceARN: arnOf(name),
  };
};

const soleTenant = ({ Records: records }: QueueEvent): TenantId | null => {
  const tenants = new Set(records.map(({ body }) => envelopeIn(body)?.tenant ?? null));
  return tenants.size === 1 ? ([...tenants][0] ?? null) : null;
};

import { letterIn, nobody } from "#adapters/aws/dead-letters";
import { attemptsOf } from "#functions/aws-queues";
import type { QueueRecord } from "#functions/aws-shapes";
import type { Buried } from "#functions/queues/keep-letters";

/** What lies in a `-dead` queue, whoever has put it there. */
export const buriedIn = (stage: string, record: QueueRecord): Buried => {
  const queue = queueIn(stage, record.eventSourceARN);
  const { tenant, ...read } = letterIn(record.body, queue, attemptsOf(queue));
  return {
    ...read,
    ...whyBy(queue),
    tenant: tenant === nobody ? null : tenant,
    message: record.messageId,
  };
};

/** `arn:aws:sqs:<region>:<account>:aro-<stage>-<queue>-dead` */
const queueIn = (stage: string, arn: string): string =>
  (arn.split(":").at(-1) ?? "").slice(`aro-${stage}-`.length).replace(/-dead$/, "");

/** Nobody of ours has had these in hand: what was to ring has put them aside itself. */
const whyBy = (queue: string): Partial<Pick<Buried, "why">> =>
  queue === "schedules" || queue.startsWith("every-") ? { why: "never_rung" } : {};

import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { messengerOnAws } from "#functions/aws-messenger";
import { paymentsOnAws } from "#functions/aws-payments";
import { workerMs } from "#functions/aws-told";
import { onQueue } from "#functions/on-aws";
import { queuesOnAws } from "#functions/aws-queues";
import { create } from "#functions/queues/execute";

export const on = (around: () => Around) =>
  onQueue(
    houseIn(around, {
      messenger: messengerOnAws,
      payments: paymentsOnAws,
      queues: queuesOnAws,
      timeoutMs: workerMs,
    }),
    "executions",
    create,
  );

export const handler = on(here);

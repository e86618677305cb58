import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { readingOnAws } from "#functions/aws-reading";
import { onQueue } from "#functions/on-aws";
import { queuesOnAws } from "#functions/aws-queues";
import { create } from "#functions/queues/classify";

export const on = (around: () => Around) =>
  onQueue(
    houseIn(around, { reading: readingOnAws, queues: queuesOnAws }),
    "classifications",
    create,
  );

export const handler = on(here);

import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { readingOnAws } from "#functions/aws-reading";
import { onQueue } from "#functions/on-aws";
import { create } from "#functions/queues/classify";

export const on = (around: () => Around) =>
  onQueue(houseIn(around, { reading: readingOnAws }), "classifications", create);

export const handler = on(here);

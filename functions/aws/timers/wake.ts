import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { onWake } from "#functions/on-aws";
import { queuesOnAws } from "#functions/aws-queues";
import { create } from "#functions/timers/wake";

export const on = (around: () => Around) =>
  onWake(houseIn(around, { queues: queuesOnAws }), create);

export const handler = on(here);

import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { queuesOnAws } from "#functions/aws-queues";
import { onClock } from "#functions/on-aws";
import { create } from "#functions/timers/sweep";

/** So many in a minute; what is left has its turn in the next, long before it is due. */
const most = 5_000;

/** What waits beyond the horizon of the Scheduler is brought there as it comes near. */
export const on = (around: () => Around) =>
  onClock(houseIn(around, { queues: queuesOnAws }), "sweep.failed", create, ({ coming }) =>
    coming.planAhead(most),
  );

export const handler = on(here);

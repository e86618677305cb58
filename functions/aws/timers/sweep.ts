import { allDone } from "#adapters/all-done";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import type { AwsHouse } from "#functions/aws-house";
import { tellWaiting } from "#functions/aws-letters-told";
import { queuesOnAws } from "#functions/aws-queues";
import { onClock } from "#functions/on-aws";
import { create } from "#functions/timers/sweep";

/** So many in a minute; what is left has its turn in the next, long before it is due. */
const most = 5_000;

/**
 * What waits beyond the horizon of the Scheduler is brought there as it comes near. How many letters wait is told
 * whatever becomes of that: an alarm rings for the number, and one for its silence.
 */
export const first = async (aws: AwsHouse): Promise<void> => {
  await allDone<unknown>([aws.coming.planAhead(most), tellWaiting(aws)]);
};

export const on = (around: () => Around) =>
  onClock(houseIn(around, { queues: queuesOnAws }), "sweep.failed", create, first);

export const handler = on(here);

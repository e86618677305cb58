import type { Around } from "#functions/aws-around";
import { chainsIn } from "#functions/aws-chains";
import { here } from "#functions/aws-deps";
import { onClock } from "#functions/on-aws";
import { create } from "#functions/timers/check-chains";

export const on = (around: () => Around) => onClock(chainsIn(around), "chain.failed", create);

export const handler = on(here);

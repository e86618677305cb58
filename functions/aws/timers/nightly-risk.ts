import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { onClock } from "#functions/on-aws";
import { create } from "#functions/timers/nightly-risk";

export const on = (around: () => Around) => onClock(houseIn(around), "risk.night_failed", create);

export const handler = on(here);

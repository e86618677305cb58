import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { onWake } from "#functions/on-aws";
import { create } from "#functions/timers/wake";

export const on = (around: () => Around) => onWake(houseIn(around), create);

export const handler = on(here);

import type { Around } from "#functions/aws-around";
import { bareHouseIn, here } from "#functions/aws-deps";
import { create } from "#functions/http/health";
import { onHttp } from "#functions/on-aws";

/** That it answers is all it says: it may do nothing, and how the rest is the alarms tell. */
export const on = (around: () => Around) => onHttp(bareHouseIn(around), create);

export const handler = on(here);
